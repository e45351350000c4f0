package ai.kernelpanic09.operator.guardrail;

/** Opens Bedrock's control plane of a region with a manager's session. */
interface GuardrailSessions {

  /**
   * @throws ai.kernelpanic09.operator.aws.AwsFailure when no session can be had
   */
  GuardrailCalls open(Manager manager, String region);
}
