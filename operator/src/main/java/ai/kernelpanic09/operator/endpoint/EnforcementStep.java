package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.operator.enforcement.Enforcement;
import ai.kernelpanic09.operator.enforcement.EnforcementSource;
import ai.kernelpanic09.operator.enforcement.Enforcements.Subject;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.List;

/** Which guardrails the account and its organisation add to the endpoint's calls. */
final class EnforcementStep implements Step {

  private final EnforcementSource source;

  EnforcementStep(EnforcementSource source) {
    this.source = source;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.ENFORCED_GUARDRAILS_KNOWN;
  }

  @Override
  public Result check(Observation observed) {
    var session = observed.session();
    var model = observed.model();
    if (session == null || model == null) {
      return new Result(
          observed.unavailable()
              ? ConditionState.ofUnavailable(
                  ConditionReason.AWS_UNAVAILABLE, "AWS can't be asked at the moment")
              : ConditionState.ofUnknown(
                  ConditionReason.MODEL_REQUIRED,
                  "which guardrails are added follows from the model that is called"),
          observed);
    }
    var spec = observed.spec();
    var found =
        source.of(
            new Subject(spec.irsaRoleArn(), spec.region(), model.baseModel(), before(observed)),
            session.credentials());
    return new Result(state(found), observed.with(found));
  }

  private static ConditionState state(Enforcement found) {
    return switch (found.sight()) {
      case LISTED ->
          ConditionState.ofTrue(
              found.guardrails().isEmpty() ? ConditionReason.NONE_ENFORCED : ConditionReason.LISTED,
              found.message());
      case NOT_PERMITTED ->
          ConditionState.ofUnknown(ConditionReason.PERMISSION_MISSING, found.message());
      case UNAVAILABLE ->
          ConditionState.ofUnavailable(ConditionReason.AWS_UNAVAILABLE, found.message());
    };
  }

  private static List<EnforcedGuardrail> before(Observation observed) {
    var before = observed.before();
    var limits = before == null ? null : before.limits();
    return limits == null ? List.of() : limits.enforcedGuardrails();
  }
}
