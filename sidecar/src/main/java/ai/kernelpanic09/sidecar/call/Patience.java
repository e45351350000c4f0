package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import java.util.concurrent.TimeUnit;

/**
 * How long a caller waits, on the process's monotonic clock.
 *
 * @param sinceNanos when the call came
 * @param waitMillis how long the caller waits for an answer; {@link #AS_LONG_AS_THE_ENDPOINT} when
 *     it has not said
 * @param queueUntilNanos until when the call may wait for its rate tokens; in the past when it is
 *     to be refused at once
 */
public record Patience(long sinceNanos, long waitMillis, long queueUntilNanos) {

  public static final long AS_LONG_AS_THE_ENDPOINT = Long.MAX_VALUE;

  /**
   * When the caller stops waiting: at the latest when the endpoint's time-out for a whole call is
   * up.
   */
  long deadlineNanos(CallTimeouts timeouts) {
    return sinceNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(waitMillis, timeouts.totalMillis()));
  }
}
