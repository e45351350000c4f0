package ai.kernelpanic09.operator;

import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import java.time.Duration;

/** How reconciliations that failed are tried again. */
final class ReconcileRetries {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(1);

  /**
   * For ever, at first after a second and then ever later, up to a minute: what is missing comes
   * back without an event that would tell of it.
   */
  static Retry forEver() {
    return new GenericRetry()
        .setInitialInterval(FIRST)
        .setIntervalMultiplier(2)
        .setMaxInterval(MAX.toMillis())
        .withoutMaxAttempts();
  }

  private ReconcileRetries() {}
}
