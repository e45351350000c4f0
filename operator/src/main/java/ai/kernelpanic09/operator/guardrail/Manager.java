package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.endpoint.EndpointName;

/**
 * With what a guardrail is managed.
 *
 * @param as for whom the role is assumed: an endpoint, or the policy itself
 */
record Manager(EndpointName as, String roleArn) {

  /** No namespace can have this name, so nobody can take a session that is meant for a policy. */
  private static final String POLICIES = "GuardrailPolicy";

  static Manager ofPolicy(String policy, String roleArn) {
    return new Manager(new EndpointName(POLICIES, policy), roleArn);
  }
}
