package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import java.util.Objects;

/** How the Service {@code model-<name>} beside each endpoint has to be: a name for the gateway. */
public final class EndpointServices {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private static final String TYPE = "ExternalName";

  private final String gatewayHost;

  /**
   * @param operatorNamespace where the gateway is
   * @param clusterDomain such as {@code cluster.local}
   */
  public EndpointServices(String operatorNamespace, String clusterDomain) {
    gatewayHost = Names.GATEWAY + "." + operatorNamespace + ".svc." + clusterDomain;
  }

  Service wanted(ModelEndpoint endpoint) {
    var name = endpoint.endpointName();
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(Names.endpointService(name.name()))
        .withNamespace(name.namespace())
        .withLabels(Map.of(MANAGED_BY, Names.OPERATOR))
        .withOwnerReferences(owner(endpoint))
        .endMetadata()
        .withNewSpec()
        .withType(TYPE)
        .withExternalName(gatewayHost)
        .addNewPort()
        .withName("model")
        .withPort(Names.MODEL_API_PORT)
        .endPort()
        .endSpec()
        .build();
  }

  private static OwnerReference owner(ModelEndpoint endpoint) {
    return new OwnerReferenceBuilder()
        .withApiVersion(endpoint.getApiVersion())
        .withKind(endpoint.getKind())
        .withName(endpoint.getMetadata().getName())
        .withUid(endpoint.getMetadata().getUid())
        .withController(true)
        .build();
  }

  /** Whether the Service is the endpoint's own and leads to the gateway. */
  public boolean isRight(Service present, ModelEndpoint endpoint) {
    var labels = present.getMetadata().getLabels();
    return TYPE.equals(present.getSpec().getType())
        && gatewayHost.equals(present.getSpec().getExternalName())
        && labels != null
        && Names.OPERATOR.equals(labels.get(MANAGED_BY))
        && Objects.equals(
            present.getMetadata().getOwnerReferences(),
            wanted(endpoint).getMetadata().getOwnerReferences());
  }

  /**
   * Whether the Service belongs to this endpoint, or to a deleted one of the same name whose
   * Service the garbage collector has not removed yet.
   */
  static boolean isOwned(Service service, ModelEndpoint endpoint) {
    return service.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            each ->
                each.getKind().equals(endpoint.getKind())
                    && each.getApiVersion().equals(endpoint.getApiVersion())
                    && each.getName().equals(endpoint.getMetadata().getName()));
  }
}
