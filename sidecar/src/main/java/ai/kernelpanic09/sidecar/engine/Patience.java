package ai.kernelpanic09.sidecar.engine;

/**
 * How long a caller waits, on the process's monotonic clock.
 *
 * @param deadlineNanos when the caller stops waiting for an answer
 * @param queueUntilNanos how long the call may stand in line for its rate; the past where it is to
 *     be refused at once
 */
public record Patience(long deadlineNanos, long queueUntilNanos) {}
