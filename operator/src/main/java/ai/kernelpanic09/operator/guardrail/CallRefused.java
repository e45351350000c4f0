package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.aws.AwsFailure;
import java.util.regex.Pattern;

/** A call of Bedrock's control plane failed. */
final class CallRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final Pattern DENIED_ACTION =
      Pattern.compile("not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)");

  private final String action;
  private final AwsFailure failure;

  /**
   * @param action the IAM action that the call needs
   */
  CallRefused(String action, AwsFailure failure) {
    super(failure);
    // A call may need a second permission, such as TagResource to create with tags: AWS names it.
    var named = DENIED_ACTION.matcher(failure.text());
    this.action = named.find() ? named.group(1) : action;
    this.failure = failure;
  }

  String action() {
    return action;
  }

  AwsFailure failure() {
    return failure;
  }
}
