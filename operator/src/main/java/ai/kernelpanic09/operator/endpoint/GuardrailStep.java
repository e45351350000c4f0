package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import ai.kernelpanic09.operator.endpoint.Observation.LiveGuardrail;
import ai.kernelpanic09.operator.guardrail.Guardrails;
import ai.kernelpanic09.operator.status.ConditionState;
import org.jspecify.annotations.Nullable;

/** Whether a version of the named guardrail is live in the endpoint's account and region. */
final class GuardrailStep implements Step {

  private final Guardrails guardrails;

  GuardrailStep(Guardrails guardrails) {
    this.guardrails = guardrails;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.GUARDRAIL_SYNCED;
  }

  @Override
  public Result check(Observation observed) {
    var spec = observed.spec();
    var name = spec.guardrailPolicyRef();
    if (name == null) {
      return new Result(
          ConditionState.ofTrue(ConditionReason.NOT_REQUIRED, "no guardrail is named"), observed);
    }
    var current =
        guardrails.current(
            name, RoleRules.account(spec.irsaRoleArn()), spec.region(), inForce(observed));
    return switch (current) {
      case Guardrails.Pending pending ->
          new Result(ConditionState.ofFalse(pending.reason(), pending.message()), observed);
      case Guardrails.Synced synced -> {
        var use = synced.use();
        var guardrail =
            new LiveGuardrail(
                use,
                synced.hash(),
                new GuardrailRef(
                    synced.arn(), use.version(), synced.crossRegion(), synced.reasoningPolicies()));
        var live = "version " + use.version() + " of guardrail " + use.id() + " is live";
        yield new Result(
            EnforcedLimits.lackGuardrail(observed)
                ? ConditionState.ofFalse(
                    ConditionReason.SYNCING,
                    live + ", but no call can carry it before the model can be looked at again")
                : ConditionState.ofTrue(ConditionReason.SYNCED, live),
            observed.with(guardrail));
      }
    };
  }

  private static @Nullable GuardrailUse inForce(Observation observed) {
    var before = observed.before();
    var limits = before == null ? null : before.limits();
    return limits == null ? null : limits.guardrail();
  }
}
