package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.operator.status.ConditionState;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Whether the Service {@code model-<name>} is the endpoint's own, and leads to the gateway. */
final class ServiceStep implements Step {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final KubernetesClient client;
  private final String gatewayHost;
  private final boolean gateway;

  ServiceStep(
      KubernetesClient client, String operatorNamespace, String clusterDomain, boolean gateway) {
    this.client = client;
    gatewayHost = Names.GATEWAY + "." + operatorNamespace + ".svc." + clusterDomain;
    this.gateway = gateway;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.SERVICE_READY;
  }

  @Override
  public Result check(Observation observed) {
    if (!gateway) {
      return new Result(
          ConditionState.ofTrue(
              ConditionReason.NO_GATEWAY, "there is no gateway, and so no Service"),
          observed);
    }
    var wanted = wanted(observed);
    var services = client.services().inNamespace(observed.name().namespace());
    var name = wanted.getMetadata().getName();
    var present = services.withName(name).get();
    if (present == null) {
      services.resource(wanted).create();
    } else if (!isOurs(present, observed)) {
      return new Result(
          ConditionState.ofFalse(
              ConditionReason.SERVICE_CONFLICT,
              "Service " + name + " belongs to somebody else, and is left alone"),
          observed);
    } else if (!matches(present, wanted)) {
      wanted.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
      services.resource(wanted).update();
    }
    return new Result(
        ConditionState.ofTrue(ConditionReason.OWNED, "Service " + name + " leads to the gateway"),
        observed.withOwnService());
  }

  private Service wanted(Observation observed) {
    var endpoint = observed.name();
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(Names.endpointService(endpoint.name()))
        .withNamespace(endpoint.namespace())
        .withLabels(Map.of(MANAGED_BY, Names.OPERATOR))
        .withOwnerReferences(owner(observed))
        .endMetadata()
        .withNewSpec()
        .withType("ExternalName")
        .withExternalName(gatewayHost)
        .addNewPort()
        .withName("model")
        .withPort(Names.MODEL_API_PORT)
        .endPort()
        .endSpec()
        .build();
  }

  private static OwnerReference owner(Observation observed) {
    var endpoint = observed.endpoint();
    return new OwnerReferenceBuilder()
        .withApiVersion(endpoint.getApiVersion())
        .withKind(endpoint.getKind())
        .withName(endpoint.getMetadata().getName())
        .withUid(endpoint.getMetadata().getUid())
        .withController(true)
        .build();
  }

  /**
   * Whether the Service belongs to this endpoint, or to a deleted one of the same name whose
   * Service the garbage collector has not removed yet.
   */
  private static boolean isOurs(Service service, Observation observed) {
    return service.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            each ->
                each.getKind().equals(observed.endpoint().getKind())
                    && each.getApiVersion().equals(observed.endpoint().getApiVersion())
                    && each.getName().equals(observed.name().name()));
  }

  private static boolean matches(Service present, Service wanted) {
    return wanted.getSpec().getExternalName().equals(present.getSpec().getExternalName())
        && wanted
            .getMetadata()
            .getOwnerReferences()
            .equals(present.getMetadata().getOwnerReferences());
  }
}
