package ai.kernelpanic09.operator;

import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import java.time.Duration;

/** The delays after which failed reconciliations are retried. */
final class ReconcileRetries {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(1);

  /**
   * Retries without end, after a second at first and a minute at most: the missing thing may appear
   * without an event that would trigger a reconciliation.
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
