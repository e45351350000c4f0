package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import java.util.Map;
import java.util.function.Function;

/** Whether the endpoint's role may be used here, and STS gives a session of it. */
final class RoleStep implements Step {

  private final CredentialBroker broker;
  private final Function<String, Map<String, String>> namespaceAnnotations;
  private final boolean requireAllowList;

  RoleStep(
      CredentialBroker broker,
      Function<String, Map<String, String>> namespaceAnnotations,
      boolean requireAllowList) {
    this.broker = broker;
    this.namespaceAnnotations = namespaceAnnotations;
    this.requireAllowList = requireAllowList;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.ROLE_ASSUMABLE;
  }

  @Override
  public Verdict check(Findings findings) {
    var spec = findings.spec();
    if (!RoleRules.isRoleArn(spec.irsaRoleArn())) {
      return Verdict.no("InvalidRoleArn", spec.irsaRoleArn() + " is not the ARN of an IAM role");
    }
    var allowed =
        namespaceAnnotations.apply(findings.name().namespace()).get(Keys.ALLOWED_ROLE_ARNS);
    var refusal = RoleRules.refusal(spec.irsaRoleArn(), allowed, requireAllowList);
    if (refusal.isPresent()) {
      return Verdict.no("RoleNotAllowed", refusal.get());
    }
    try {
      findings.control =
          broker.session(
              findings.name(), spec.irsaRoleArn(), spec.region(), SessionPolicy.control());
      return Verdict.yes("Assumed", "STS gives sessions of " + spec.irsaRoleArn());
    } catch (AwsFailure e) {
      findings.awsAway = e.isPassing();
      return refused(e);
    }
  }

  static Verdict refused(AwsFailure e) {
    return switch (e.kind()) {
      case PASSING, BUSY, QUOTA -> Verdict.passing(e.text());
      case NO_IDENTITY -> Verdict.no("NoOperatorIdentity", e.text());
      case DENIED, NOT_FOUND -> Verdict.no("AccessDenied", e.text());
      case INVALID -> Verdict.no("InvalidRoleArn", e.text());
    };
  }
}
