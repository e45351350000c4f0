package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.endpoint.EndpointServices;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks for a reconciliation of an endpoint whose Service was changed by somebody, or is gone. */
final class ServiceChanges {

  private static final String PREFIX = Names.endpointService("");

  private final Function<EndpointName, Optional<ModelEndpoint>> known;
  private final EndpointServices services;
  private final Consumer<EndpointName> endpoints;

  /**
   * @param known an endpoint that exists, from a cache
   * @param endpoints asks for a reconciliation
   */
  ServiceChanges(
      Function<EndpointName, Optional<ModelEndpoint>> known,
      EndpointServices services,
      Consumer<EndpointName> endpoints) {
    this.known = known;
    this.services = services;
    this.endpoints = endpoints;
  }

  void changed(Service service) {
    endpoint(service)
        .filter(endpoint -> !services.isRight(service, endpoint))
        .ifPresent(endpoint -> endpoints.accept(endpoint.endpointName()));
  }

  void gone(Service service) {
    endpoint(service).ifPresent(endpoint -> endpoints.accept(endpoint.endpointName()));
  }

  /** The endpoint that the Service is named after, unless that is being deleted. */
  private Optional<ModelEndpoint> endpoint(HasMetadata service) {
    var metadata = service.getMetadata();
    return metadata.getName().startsWith(PREFIX)
        ? known
            .apply(
                new EndpointName(
                    metadata.getNamespace(), metadata.getName().substring(PREFIX.length())))
            .filter(endpoint -> !endpoint.isMarkedForDeletion())
        : Optional.empty();
  }
}
