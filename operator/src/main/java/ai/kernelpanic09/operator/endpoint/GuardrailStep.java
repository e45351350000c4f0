package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import ai.kernelpanic09.operator.guardrail.Guardrails;
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
  public Verdict check(Findings findings) {
    var spec = findings.spec();
    var name = spec.guardrailPolicyRef();
    if (name == null) {
      return Verdict.yes("NotRequired", "no guardrail is named");
    }
    var current =
        guardrails.current(
            name, RoleRules.account(spec.irsaRoleArn()), spec.region(), inForce(findings));
    return switch (current) {
      case Guardrails.Pending pending -> Verdict.no(pending.reason(), pending.message());
      case Guardrails.Synced synced -> {
        var use = synced.use();
        findings.guardrail =
            new Findings.Guardrail(
                use,
                synced.hash(),
                new GuardrailRef(
                    synced.arn(), use.version(), synced.crossRegion(), synced.reasoningPolicies()));
        yield Verdict.yes(
            "Synced", "version " + use.version() + " of guardrail " + use.id() + " is live");
      }
    };
  }

  private static @Nullable GuardrailUse inForce(Findings findings) {
    var before = findings.before();
    var limits = before == null ? null : before.limits();
    return limits == null ? null : limits.guardrail();
  }
}
