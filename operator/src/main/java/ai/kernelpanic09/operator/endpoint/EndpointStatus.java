package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.ModelEndpointStatus.GuardrailVersion;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.operator.status.ConditionSet;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the part of a status that the reconciler owns: everything but the ledger. */
final class EndpointStatus {

  static ModelEndpointStatus of(
      Observation observed,
      List<Condition> conditions,
      @Nullable EndpointLimits limits,
      String clusterDomain) {
    var name = observed.name();
    var service = Names.endpointService(name.name());
    var guardrail = observed.guardrail();
    var status =
        ModelEndpointStatus.builder()
            .observedGeneration(observed.endpoint().getMetadata().getGeneration())
            .conditions(conditions)
            .available(
                ConditionSet.isTrue(conditions, ConditionType.READY)
                    && ConditionSet.isTrue(conditions, ConditionType.BUDGET_AVAILABLE))
            .resolvedModel(resolved(observed))
            .limits(limits)
            .limitsObservedGeneration(limits == null ? null : EnforcedLimits.generation(observed))
            .guardrail(
                guardrail == null
                    ? null
                    : new GuardrailVersion(
                        guardrail.use().id(), guardrail.use().version(), guardrail.hash()));
    var sidecars = observed.sidecars();
    if (sidecars != null) {
      status.sidecars(sidecars);
    }
    var owns = observed.ownsService();
    var before = observed.before();
    if (owns == null && before != null) {
      // Nobody knows at the moment. To forget it would make a replaced Service look like one that
      // was never the endpoint's, and that is left alone.
      status.service(before.service()).url(before.url());
    } else if (Boolean.TRUE.equals(owns)) {
      status
          .service(service)
          .url(
              "http://%s.%s.svc.%s:%d"
                  .formatted(service, name.namespace(), clusterDomain, Names.MODEL_API_PORT));
    }
    return status.build();
  }

  /** The part of a status that this reconciler owns. */
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

  /**
   * The status after a failed reconciliation: as it was, but not available and with {@code
   * conditions}.
   */
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

  private static ModelEndpointStatus.@Nullable ResolvedModel resolved(Observation observed) {
    var model = observed.model();
    if (model == null) {
      var before = observed.before();
      return before == null || !observed.unavailable() ? null : before.resolvedModel();
    }
    var price = observed.price();
    return new ModelEndpointStatus.ResolvedModel(
        model.callId(),
        model.baseModel(),
        model.profile(),
        model.regions(),
        price == null ? null : price.key());
  }

  private EndpointStatus() {}
}
