package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.ModelEndpointStatus.GuardrailVersion;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what the reconciler owns of a status: everything but the ledger. */
final class StatusOf {

  static ModelEndpointStatus of(
      Findings findings,
      List<Condition> conditions,
      @Nullable EndpointLimits limits,
      String clusterDomain) {
    var name = findings.name();
    var service = Names.endpointService(name.name());
    var guardrail = findings.guardrail;
    var status =
        ModelEndpointStatus.builder()
            .observedGeneration(findings.endpoint().getMetadata().getGeneration())
            .conditions(conditions)
            .available(
                Conditions.isTrue(conditions, ConditionType.READY)
                    && Conditions.isTrue(conditions, ConditionType.BUDGET_AVAILABLE))
            .resolvedModel(resolved(findings))
            .limits(limits)
            .limitsObservedGeneration(limits == null ? null : Enforced.generation(findings))
            .guardrail(
                guardrail == null
                    ? null
                    : new GuardrailVersion(
                        guardrail.use().id(), guardrail.use().version(), guardrail.hash()));
    var sidecars = findings.sidecars;
    if (sidecars != null) {
      status.sidecars(sidecars);
    }
    if (findings.serviceIsOurs) {
      status
          .service(service)
          .url(
              "http://%s.%s.svc.%s:%d"
                  .formatted(service, name.namespace(), clusterDomain, Names.MODEL_API_PORT));
    }
    return status.build();
  }

  /** What this reconciler wrote last, without what others own. */
  static ModelEndpointStatus owned(@Nullable ModelEndpointStatus status) {
    if (status == null) {
      return ModelEndpointStatus.builder().build();
    }
    return new ModelEndpointStatus(
        status.observedGeneration(),
        status.conditions(),
        status.available(),
        status.url(),
        status.resolvedModel(),
        status.limits(),
        status.limitsObservedGeneration(),
        status.guardrail(),
        null,
        null,
        null,
        null,
        status.sidecars(),
        status.service());
  }

  /** The status of before, with other conditions: the reconciliation came to nothing. */
  static ModelEndpointStatus failed(
      @Nullable ModelEndpointStatus status, List<Condition> conditions) {
    var before = owned(status);
    return new ModelEndpointStatus(
        before.observedGeneration(),
        conditions,
        false,
        before.url(),
        before.resolvedModel(),
        before.limits(),
        before.limitsObservedGeneration(),
        before.guardrail(),
        null,
        null,
        null,
        null,
        before.sidecars(),
        before.service());
  }

  /** An object to apply, that carries this status and nothing else. */
  static ModelEndpoint toApply(ModelEndpoint endpoint, ModelEndpointStatus status) {
    var applied = new ModelEndpoint();
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withName(endpoint.getMetadata().getName())
            .withNamespace(endpoint.getMetadata().getNamespace())
            .build());
    applied.setStatus(status);
    return applied;
  }

  private static ModelEndpointStatus.@Nullable ResolvedModel resolved(Findings findings) {
    var model = findings.model;
    if (model == null) {
      var before = findings.before();
      return before == null || !findings.awsAway ? null : before.resolvedModel();
    }
    var price = findings.price;
    return new ModelEndpointStatus.ResolvedModel(
        model.callId(),
        model.baseModel(),
        model.profile(),
        model.regions(),
        price == null ? null : price.key());
  }

  private StatusOf() {}
}
