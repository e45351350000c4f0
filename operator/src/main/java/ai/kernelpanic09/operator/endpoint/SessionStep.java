package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.aws.Partition;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.credentials.SessionRefusal;
import ai.kernelpanic09.operator.serving.ServingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the session that holders will get, so that the first of them need not wait for STS. */
final class SessionStep implements Step {

  private final CredentialBroker broker;
  private final String operatorNamespace;

  /**
   * @param operatorNamespace where the gateway runs
   */
  SessionStep(CredentialBroker broker, String operatorNamespace) {
    this.broker = broker;
    this.operatorNamespace = operatorNamespace;
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
    var enforcement = observed.enforcement();
    var forms =
        SessionPolicy.forms(
                model,
                guardrail == null ? null : guardrail.ref(),
                enforcement == null ? List.of() : enforcement.refs(),
                projectArn(spec))
            .iterator();
    while (true) {
      var policy = forms.next();
      var granting =
          observed.with(new ServingPlan.Grant(spec.irsaRoleArn(), spec.region(), policy));
      try {
        broker.lent(observed.name(), holders(observed), spec.irsaRoleArn(), spec.region(), policy);
        return new Result(RoleStep.assumed(spec), granting);
      } catch (AwsFailure e) {
        if (!SessionRefusal.isTooLarge(e) || !forms.hasNext()) {
          return RoleStep.refused(e, granting);
        }
      }
    }
  }

  private static @Nullable String projectArn(ModelEndpointSpec spec) {
    var project = spec.projectIdentifier();
    return project == null || project.startsWith("arn:")
        ? project
        : "arn:%s:bedrock:%s:%s:project/%s"
            .formatted(
                Partition.ofRegion(spec.region()).id(),
                spec.region(),
                RoleRules.account(spec.irsaRoleArn()),
                project);
  }

  /** The namespace whose holders are the likeliest to ask first. */
  private String holders(Observation observed) {
    return observed.spec().mode() == Mode.GATEWAY ? operatorNamespace : observed.name().namespace();
  }
}
