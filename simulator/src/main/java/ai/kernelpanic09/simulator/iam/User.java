package ai.kernelpanic09.simulator.iam;

import java.util.List;

/** A user with one access key: the long-lived identity that tests start from. */
public record User(
    Arn arn, String id, String accessKeyId, String secretAccessKey, List<Policy> permissions) {

  @Override
  public String toString() {
    return "User[" + arn + "]";
  }
}
