package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.iam.Arn;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;

/** Turns a guardrail's id into its ARN. */
public final class GuardrailArns {
  private GuardrailArns() {}

  /**
   * The ARN of an id in the caller's account and region; an ARN is returned as it is.
   *
   * @throws AwsError for an ARN of another account or region: guardrails have no resource policies
   *     here
   */
  public static String of(Signed signed, String idOrArn) {
    var caller = signed.caller();
    if (!idOrArn.startsWith("arn:")) {
      return "arn:%s:bedrock:%s:%s:guardrail/%s"
          .formatted(caller.partition(), signed.region(), caller.account(), idOrArn);
    }
    var arn = Arn.parse(idOrArn);
    if (!arn.region().equals(signed.region())) {
      throw AwsError.validation("The guardrail ARN is of another Region: " + idOrArn);
    }
    if (!arn.account().equals(caller.account())) {
      throw AwsError.accessDenied(
          "User: %s is not authorized to access guardrail %s because no resource-based policy allows it"
              .formatted(caller.arn(), idOrArn));
    }
    return idOrArn;
  }
}
