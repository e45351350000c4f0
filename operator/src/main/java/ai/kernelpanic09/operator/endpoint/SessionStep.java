package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.serving.ServingPlan;

/** Starts the session that holders will get, so that the first of them need not wait for STS. */
final class SessionStep implements Step {

  private final CredentialBroker broker;

  SessionStep(CredentialBroker broker) {
    this.broker = broker;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.ROLE_ASSUMABLE;
  }

  @Override
  public Result check(Observation observed) {
    var model = observed.model();
    var spec = observed.spec();
    var guardrail = observed.guardrail();
    var waits = spec.guardrailPolicyRef() != null && guardrail == null;
    if (model == null || waits) {
      return new Result(RoleStep.assumed(spec), observed);
    }
    var policy = SessionPolicy.data(model, guardrail == null ? null : guardrail.ref());
    var granting = observed.with(new ServingPlan.Grant(spec.irsaRoleArn(), spec.region(), policy));
    try {
      broker.session(observed.name(), spec.irsaRoleArn(), spec.region(), policy);
      return new Result(RoleStep.assumed(spec), granting);
    } catch (AwsFailure e) {
      return RoleStep.refused(e, granting);
    }
  }
}
