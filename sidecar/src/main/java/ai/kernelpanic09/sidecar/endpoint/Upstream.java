package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The means to send requests to Bedrock and to retry them, on one event loop.
 *
 * @param changed takes an endpoint after every change of it that the operator may have to hear of
 */
public record Upstream(
    Vertx vertx,
    BedrockClient bedrock,
    NanoClock clock,
    RandomGenerator random,
    Consumer<ServedEndpoint> changed) {

  /** The time on the process's monotonic clock. */
  public long nanos() {
    return clock.nanos();
  }

  /** Milliseconds from now until {@code nanos} on that clock; at least 1. */
  public long millisUntil(long nanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos - nanos()));
  }

  /** Runs the action after {@code millis} milliseconds. */
  public void after(long millis, Runnable action) {
    vertx.setTimer(millis, fired -> action.run());
  }
}
