package ai.kernelpanic09.operator.aws;

import ai.kernelpanic09.core.aws.Partition;
import org.jspecify.annotations.Nullable;

/** The region whose STS is asked for the operator's own session. */
final class StsRegion {

  /**
   * @param own the operator's region; null or blank for a region of the role's partition
   */
  static String of(String roleArn, @Nullable String own) {
    return own != null && !own.isBlank()
        ? own
        : Partition.ofArn(roleArn).orElse(Partition.STANDARD).mainRegion();
  }

  private StsRegion() {}
}
