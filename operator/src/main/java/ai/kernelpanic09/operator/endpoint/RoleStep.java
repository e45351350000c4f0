package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.credentials.SessionRefusal;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.Map;
import java.util.function.Function;

/** Whether the endpoint's role may be used in its namespace, and STS gives a session of it. */
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
  public Result check(Observation observed) {
    var spec = observed.spec();
    if (!RoleRules.isRoleArn(spec.irsaRoleArn())) {
      return new Result(
          ConditionState.ofFalse(
              ConditionReason.INVALID_ROLE_ARN,
              spec.irsaRoleArn() + " is not the ARN of an IAM role"),
          observed);
    }
    var allowed =
        namespaceAnnotations.apply(observed.name().namespace()).get(Keys.ALLOWED_ROLE_ARNS);
    var refusal = RoleRules.refusal(spec.irsaRoleArn(), allowed, requireAllowList);
    if (refusal.isPresent()) {
      return new Result(
          ConditionState.ofFalse(ConditionReason.ROLE_NOT_ALLOWED, refusal.get()), observed);
    }
    try {
      var session =
          broker.session(
              observed.name(), spec.irsaRoleArn(), spec.region(), SessionPolicy.control());
      return new Result(assumed(spec), observed.with(session));
    } catch (AwsFailure e) {
      return refused(e, observed);
    }
  }

  static ConditionState assumed(ModelEndpointSpec spec) {
    return ConditionState.ofTrue(
        ConditionReason.ASSUMED, "STS gives sessions of " + spec.irsaRoleArn());
  }

  static Result refused(AwsFailure e, Observation observed) {
    var reason = SessionRefusal.reason(e);
    return new Result(
        reason == ConditionReason.AWS_UNAVAILABLE
            ? ConditionState.ofUnavailable(reason, e.text())
            : ConditionState.ofFalse(reason, e.text()),
        e.isPassing() ? observed.withUnavailable() : observed);
  }
}
