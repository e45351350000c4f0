package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.serving.ServingPlan;

/** Takes the session that holders will get, so that the first of them need not wait for STS. */
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
  public Verdict check(Findings findings) {
    var model = findings.model;
    var spec = findings.spec();
    var guardrail = findings.guardrail;
    var waits = spec.guardrailPolicyRef() != null && guardrail == null;
    var assumed = "STS gives sessions of " + spec.irsaRoleArn();
    if (model == null || waits) {
      return Verdict.yes("Assumed", assumed);
    }
    var policy = SessionPolicy.data(model, guardrail == null ? null : guardrail.ref());
    findings.grant = new ServingPlan.Grant(spec.irsaRoleArn(), spec.region(), policy);
    try {
      broker.session(findings.name(), spec.irsaRoleArn(), spec.region(), policy);
      return Verdict.yes("Assumed", assumed);
    } catch (AwsFailure e) {
      findings.awsAway |= e.isPassing();
      return RoleStep.refused(e);
    }
  }
}
