package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import java.util.concurrent.TimeUnit;

/**
 * How long a caller waits, on the process's monotonic clock.
 *
 * @param sinceNanos when it called
 * @param waitMillis how long it waits for an answer; {@link #AS_LONG_AS_THE_ENDPOINT} when it has
 *     not said
 * @param queueUntilNanos how long the call may stand in line for its rate; the past where it is to
 *     be refused at once
 */
public record Patience(long sinceNanos, long waitMillis, long queueUntilNanos) {

  public static final long AS_LONG_AS_THE_ENDPOINT = Long.MAX_VALUE;

  /** When the caller stops waiting; never later than what the endpoint allows a call as a whole. */
  long deadlineNanos(CallTimeouts timeouts) {
    return sinceNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(waitMillis, timeouts.totalMillis()));
  }
}
