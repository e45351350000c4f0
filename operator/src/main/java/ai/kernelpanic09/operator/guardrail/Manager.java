package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.endpoint.EndpointName;

/**
 * The role with which a guardrail is managed.
 *
 * @param as the name for which the role is assumed: an endpoint's, or one of the policy itself
 */
record Manager(EndpointName as, String roleArn) {

  /**
   * Takes the place of the namespace in the name of a policy. No namespace can be called so, so no
   * endpoint can get a session that is meant for a policy.
   */
  private static final String POLICIES = "GuardrailPolicy";

  static Manager ofPolicy(String policy, String roleArn) {
    return new Manager(new EndpointName(POLICIES, policy), roleArn);
  }
}
