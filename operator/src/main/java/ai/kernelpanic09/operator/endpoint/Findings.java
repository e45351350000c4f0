package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.operator.credentials.Session;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import ai.kernelpanic09.operator.model.ResolvedModel;
import ai.kernelpanic09.operator.serving.ServingPlan;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the steps of one reconciliation have found so far. */
final class Findings {

  private final ModelEndpoint endpoint;
  @Nullable Session control;
  @Nullable ResolvedModel model;
  @Nullable PricedModel price;
  @Nullable Guardrail guardrail;
  ServingPlan.@Nullable Grant grant;
  @Nullable Long sidecars;
  boolean serviceIsOurs;

  /**
   * Whether AWS, or the API server, could not be asked: what is not found then may exist all the
   * same.
   */
  boolean awsAway;

  /** The guardrail in force. */
  record Guardrail(GuardrailUse use, String hash, GuardrailRef ref) {}

  Findings(ModelEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  ModelEndpoint endpoint() {
    return endpoint;
  }

  ModelEndpointSpec spec() {
    return endpoint.getSpec();
  }

  EndpointName name() {
    return endpoint.endpointName();
  }

  @Nullable ModelEndpointStatus before() {
    return endpoint.getStatus();
  }

  List<Condition> conditionsBefore() {
    var before = before();
    var conditions = before == null ? null : before.conditions();
    return conditions == null ? List.of() : conditions;
  }
}
