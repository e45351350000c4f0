package ai.kernelpanic09.operator.aws;

import org.jspecify.annotations.Nullable;

/** Where the operator asks for its own session: its own region if it knows one. */
final class StsRegion {

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
