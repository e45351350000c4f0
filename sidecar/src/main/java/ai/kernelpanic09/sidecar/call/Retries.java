package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How often one call is tried again. What proves to be unbilled costs only time; where a bill is
 * possible each attempt may cost the worst case, so there is one more and no third.
 */
final class Retries {

  private static final int MAX_UNBILLED = 4;
  private static final int MAX_NEW_ADMISSIONS = 1;

  private int retries;
  private int admissions;

  /**
   * Counts the next attempt, if there is one.
   *
   * @param leftNanos until the caller stops waiting
   * @param random from 0 to 1, so that callers do not come back all at once
   * @return milliseconds to wait before it; empty when the call has failed for good
   */
  OptionalLong next(Kind kind, long leftNanos, double random) {
    var delayMillis = BedrockClient.backoffMillis(retries, random);
    var hasMore = kind.mayBeBilled() ? admissions < MAX_NEW_ADMISSIONS : retries < MAX_UNBILLED;
    if (!kind.worthRetrying()
        || !hasMore
        || leftNanos - TimeUnit.MILLISECONDS.toNanos(delayMillis) <= 0) {
      return OptionalLong.empty();
    }
    retries++;
    admissions += kind.mayBeBilled() ? 1 : 0;
    return OptionalLong.of(delayMillis);
  }
}
