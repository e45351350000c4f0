package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Asks an operator that is away again and again, for ten seconds at most: another one takes the
 * place of a leader within that time, and a caller is to notice nothing.
 */
public final class OperatorWait {

  private static final long PAUSE_MILLIS = 500;

  private final Vertx vertx;
  private final NanoClock clock;
  private final RandomGenerator random;

  public OperatorWait(Vertx vertx, NanoClock clock, RandomGenerator random) {
    this.vertx = vertx;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The first answer to {@code question}.
   *
   * @param question is asked again after each passing {@link ControlException}
   * @return fails with the last failure when the time is up, and with any other failure at once
   */
  public <T> Future<T> answer(Supplier<Future<T>> question) {
    return answer(question, clock.nanos() + Gate.OPERATOR_PATIENCE_NANOS);
  }

  private <T> Future<T> answer(Supplier<Future<T>> question, long untilNanos) {
    return question
        .get()
        .recover(
            e ->
                e instanceof ControlException failure
                        && failure.isPassing()
                        && untilNanos - clock.nanos() > 0
                    ? vertx.timer(jittered()).compose(over -> answer(question, untilNanos))
                    : Future.failedFuture(e));
  }

  private long jittered() {
    return PAUSE_MILLIS / 2 + random.nextLong(PAUSE_MILLIS / 2) + 1;
  }
}
