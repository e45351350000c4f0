package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's way through the circuit breaker of its endpoint: asked before anything is reserved,
 * entered once a call is admitted, and told what became of it.
 */
final class CallCircuit {

  private static final Logger LOG = LoggerFactory.getLogger(CallCircuit.class);

  private final Upstream upstream;
  private final ServedEndpoint endpoint;
  private final CircuitBreaker breaker;
  private final Supplier<String> subject;

  /** The last that was taken: it is told what became of the call once, and ignores the rest. */
  private CircuitBreaker.@Nullable Permit permit;

  /**
   * @param breaker of the endpoint, for callers like this one
   * @param subject names the call in a line of the log
   */
  CallCircuit(
      Upstream upstream,
      ServedEndpoint endpoint,
      CircuitBreaker breaker,
      Supplier<String> subject) {
    this.upstream = upstream;
    this.endpoint = endpoint;
    this.breaker = breaker;
    this.subject = subject;
  }

  /** Why the call is not to be made now; null when it may be. */
  @Nullable CallFailure refusal() {
    var wait = breaker.refusal(upstream.nanos());
    return wait.isEmpty()
        ? null
        : new CallFailure(
                ErrorCode.CIRCUIT_OPEN,
                "calls of endpoint "
                    + endpoint.name()
                    + " keep failing at Bedrock and may be billed; they are kept back until one"
                    + " succeeds",
                wait.getAsLong())
            .ofTheModel();
  }

  /** Takes the right to make the call, which it must end; returns why there is none, or null. */
  @Nullable CallFailure enter() {
    undecided();
    permit = breaker.admit(upstream.nanos());
    return permit == null ? refusal() : null;
  }

  /** Whether a call that has failed, and may be billed, may be made a second time. */
  boolean mayRepeat() {
    return breaker.mayRepeat(upstream.nanos());
  }

  /** The model has answered. */
  void answered() {
    var now = upstream.nanos();
    var wasOpen = breaker.isOpen(now);
    if (permit != null) {
      permit.succeeded(now);
    }
    if (wasOpen && !breaker.isOpen(now)) {
      LOG.info("event=circuit_closed {}", subject.get());
    }
  }

  /** The call has failed, and may be billed. */
  void failed() {
    var now = upstream.nanos();
    var wasOpen = breaker.isOpen(now);
    if (permit != null) {
      permit.failed(now, upstream.random().nextDouble());
    }
    if (!wasOpen && breaker.isOpen(now)) {
      endpoint.meters().circuitOpened();
      LOG.warn(
          "event=circuit_opened {} retryAfterMillis={}",
          subject.get(),
          breaker.refusal(now).orElse(0));
    }
  }

  /** The call was not made, or its failure says nothing about the model. */
  void undecided() {
    if (permit != null) {
      permit.undecided();
    }
  }
}
