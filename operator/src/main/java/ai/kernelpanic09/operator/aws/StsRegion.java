package ai.kernelpanic09.operator.aws;

import org.jspecify.annotations.Nullable;

/** The region whose STS is asked for the operator's own session. */
final class StsRegion {

  /**
   * @param own the operator's region; null or blank for a region of the role's partition
   */
  static String of(String roleArn, @Nullable String own) {
    if (own != null && !own.isBlank()) {
      return own;
    }
    if (roleArn.startsWith("arn:aws-cn:")) {
      return "cn-north-1";
    }
    return roleArn.startsWith("arn:aws-us-gov:") ? "us-gov-west-1" : "us-east-1";
  }

  private StsRegion() {}
}
