package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.PassedTexts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls within their endpoint's limits, whichever surface they come from. All of it runs on
 * one event loop.
 */
public final class CallEngine {

  private final Upstream upstream;
  private final InputCounter counter;
  private final PassedTexts passed = new PassedTexts();
  private final Endpoints endpoints;
  private int underWay;
  private boolean draining;

  /**
   * @param endpoints the served endpoints, among which fallbacks are found
   * @param changed takes an endpoint after every change of its gate
   */
  public CallEngine(
      Vertx vertx,
      BedrockClient bedrock,
      NanoClock clock,
      RandomGenerator random,
      Endpoints endpoints,
      Consumer<ServedEndpoint> changed) {
    upstream = new Upstream(vertx, bedrock, clock, random, changed);
    counter = new InputCounter(upstream);
    this.endpoints = endpoints;
  }

  /**
   * Makes a call, and when the model fails tries the endpoint's fallbacks in their order. A refusal
   * by a limit is no failure of the model: no fallback is tried then. A fallback that does not take
   * such a request is passed over, for the request is right where it was sent.
   *
   * @param caller who makes it
   * @param departure tells when the caller goes: a request that has not been sent by then is not
   *     sent
   * @param sink takes the answer event by event as it comes; null for a whole answer
   * @return completes when the call is settled; fails with a {@link CallFailure}, maybe after
   *     events of a streamed answer
   */
  public <R extends Reply<R>> Future<CallAnswer<R>> call(
      ServedEndpoint endpoint,
      ModelCall<R> request,
      Caller caller,
      Patience patience,
      Departure departure,
      @Nullable ReplySink sink) {
    var limits = endpoint.gate().limits();
    var rest = limits == null ? List.<String>of() : limits.fallbacks();
    if (draining) {
      return Future.failedFuture(shuttingDown());
    }
    var answer = start(endpoint, request, caller, patience, departure, sink).answer();
    for (var name : rest) {
      answer =
          answer.recover(
              e -> {
                var fallback =
                    e instanceof CallFailure failure && failure.isOfTheModel()
                        ? fallback(endpoint, name, request)
                        : null;
                if (fallback == null) {
                  return Future.failedFuture(e);
                }
                if (draining) {
                  return Future.failedFuture(shuttingDown());
                }
                endpoint.meters().fellBack();
                var call = start(fallback, request, caller, patience, departure, sink);
                return call.answer()
                    .recover(own -> Future.failedFuture(isUnfit(call, own) ? e : own));
              });
    }
    return answer;
  }

  /**
   * The fallback; null unless it is served, guarded in the same way, and able to take such a
   * request.
   */
  private @Nullable ServedEndpoint fallback(
      ServedEndpoint endpoint, String name, ModelCall<?> request) {
    var fallback = endpoints.find(new EndpointName(endpoint.name().namespace(), name));
    var limits = endpoint.gate().limits();
    var others = fallback == null ? null : fallback.gate().limits();
    return limits != null
            && others != null
            && Objects.equals(limits.guardrailPolicy(), others.guardrailPolicy())
            && looksAtAllOf(others.guardrail(), limits.guardrail())
            && request.unservable(others) == null
            && request.bodyBytes() <= others.maxBodyBytes()
        ? fallback
        : null;
  }

  private static boolean looksAtAllOf(@Nullable GuardrailUse fallback, @Nullable GuardrailUse own) {
    return own == null || (fallback != null && fallback.looksAtAllOf(own));
  }

  /**
   * Whether the fallback or its model does not take the request, and the caller has got nothing.
   */
  private static boolean isUnfit(Call<?> call, Throwable e) {
    return !call.hasBegun()
        && e instanceof CallFailure failure
        && (failure.code() == ErrorCode.INVALID_REQUEST || failure.code() == ErrorCode.TOO_LARGE);
  }

  private static CallFailure shuttingDown() {
    return new CallFailure(ErrorCode.OVERLOADED, "this sidecar is shutting down", 1_000L);
  }

  /**
   * Starts a call of one endpoint. Once sent, it goes on and is settled on its usage even when its
   * caller has gone.
   */
  private <R extends Reply<R>> Call<R> start(
      ServedEndpoint endpoint,
      ModelCall<R> request,
      Caller caller,
      Patience patience,
      Departure departure,
      @Nullable ReplySink sink) {
    var call =
        new Call<>(
            upstream,
            counter,
            passed,
            endpoint,
            request,
            caller,
            patience,
            sink,
            () -> ended(endpoint));
    underWay++;
    call.start(departure);
    return call;
  }

  /** Has the operator asked about an endpoint of which nothing is known yet. */
  public void askOperator(ServedEndpoint endpoint) {
    upstream.changed().accept(endpoint);
  }

  /** Refuses all calls from now on. */
  public void drain() {
    draining = true;
  }

  /** The number of calls that are not settled yet. */
  public int underWay() {
    return underWay;
  }

  private void ended(ServedEndpoint endpoint) {
    underWay--;
    upstream.changed().accept(endpoint);
  }
}
