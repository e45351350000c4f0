package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Counts the retries of one call. After a failure that proves that nothing was billed, a retry
 * costs only time, and there are up to four. Where the call may have been billed, each attempt may
 * cost the worst case, so there is a single retry.
 */
final class Retries {

  private static final int MAX_UNBILLED = 4;
  private static final int MAX_NEW_ADMISSIONS = 1;

  /** By the host's own time, a second signature is right, or time is not what is wrong. */
  private static final int MAX_SIGNATURES = 1;

  private int retries;
  private int admissions;
  private int signatures;

  /**
   * Counts the next retry, if the call may have one.
   *
   * @param leftNanos until the caller stops waiting
   * @param random from 0 to 1; spreads the retries of callers that failed at the same time
   * @return milliseconds to wait before the retry; empty when the call has failed for good
   */
  OptionalLong next(Kind kind, long leftNanos, double random) {
    var delayMillis = BedrockClient.backoffMillis(retries, random);
    var hasMore = kind.mayBeBilled() ? admissions < MAX_NEW_ADMISSIONS : retries < MAX_UNBILLED;
    var skewed = kind == Kind.CLOCK_SKEWED;
    if (!kind.worthRetrying()
        || !hasMore
        || (skewed && signatures >= MAX_SIGNATURES)
        || leftNanos - TimeUnit.MILLISECONDS.toNanos(delayMillis) <= 0) {
      return OptionalLong.empty();
    }
    retries++;
    signatures += skewed ? 1 : 0;
    admissions += kind.mayBeBilled() ? 1 : 0;
    return OptionalLong.of(delayMillis);
  }
}
