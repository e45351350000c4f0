package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls within their endpoint's limits, whichever surface they come from. All of it runs on
 * one event loop.
 */
public final class CallEngine {

  final Vertx vertx;
  final BedrockClient bedrock;
  final NanoClock clock;
  final RandomGenerator random;
  private final Endpoints endpoints;
  private final Runnable changed;
  private int underWay;
  private boolean draining;

  /**
   * @param endpoints where fallbacks are found
   * @param changed to be run after every change of a gate
   */
  public CallEngine(
      Vertx vertx,
      BedrockClient bedrock,
      NanoClock clock,
      RandomGenerator random,
      Endpoints endpoints,
      Runnable changed) {
    this.vertx = vertx;
    this.bedrock = bedrock;
    this.clock = clock;
    this.random = random;
    this.endpoints = endpoints;
    this.changed = changed;
  }

  /**
   * Makes a call, and where the model fails tries the endpoint's fallbacks in their order. A limit
   * that is reached is a decision and no failure: it is never gone around.
   *
   * <p>Parameters and result are those of {@link #callOne}.
   */
  public Future<CallAnswer> call(
      ServedEndpoint endpoint,
      ConverseRequest request,
      String workload,
      Patience patience,
      Departure departure,
      @Nullable ReplySink sink) {
    var limits = endpoint.gate().limits();
    var rest = limits == null ? List.<String>of() : limits.fallbacks();
    var answer = callOne(endpoint, request, workload, patience, departure, sink);
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
                endpoint.meters().fellBack();
                return callOne(fallback, request, workload, patience, departure, sink);
              });
    }
    return answer;
  }

  /** The fallback, if it is served, guarded in the same way, and can take such a request. */
  private @Nullable ServedEndpoint fallback(
      ServedEndpoint endpoint, String name, ConverseRequest request) {
    var fallback = endpoints.find(new EndpointName(endpoint.name().namespace(), name));
    var limits = endpoint.gate().limits();
    var others = fallback == null ? null : fallback.gate().limits();
    return limits != null
            && others != null
            && Objects.equals(limits.guardrailPolicy(), others.guardrailPolicy())
            && (!checksTools(limits) || checksTools(others))
            && request.unpriced(others) == null
            && request.bodyBytes() <= others.maxBodyBytes()
        ? fallback
        : null;
  }

  private static boolean checksTools(EndpointLimits limits) {
    var guardrail = limits.guardrail();
    return guardrail != null && guardrail.checksTools();
  }

  /**
   * Makes a call. It goes on, and is settled on what it used, also when nobody waits any more.
   *
   * @param workload whose call it is
   * @param departure of its caller: what has not been sent by then is not sent any more
   * @param sink takes the answer part by part as it comes; null when it is wanted as a whole
   * @return completes when the call is settled; fails with a {@link CallFailure}, maybe after parts
   *     of a streamed answer
   */
  private Future<CallAnswer> callOne(
      ServedEndpoint endpoint,
      ConverseRequest request,
      String workload,
      Patience patience,
      Departure departure,
      @Nullable ReplySink sink) {
    if (draining) {
      return Future.failedFuture(
          new CallFailure(ErrorCode.OVERLOADED, "this sidecar is shutting down", 1_000L));
    }
    var call = new EngineCall(this, endpoint, request, workload, patience, sink);
    underWay++;
    call.start(departure);
    return call.answer();
  }

  /** Takes no more calls. */
  public void drain() {
    draining = true;
  }

  /** Calls that are not settled yet. */
  public int underWay() {
    return underWay;
  }

  void ended() {
    underWay--;
    changed.run();
  }

  void changed() {
    changed.run();
  }
}
