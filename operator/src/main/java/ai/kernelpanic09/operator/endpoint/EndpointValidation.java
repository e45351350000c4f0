package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import ai.kernelpanic09.operator.status.SpecErrors;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Validates specs by the webhook's rules, because a spec may have been stored without the webhook.
 */
final class EndpointValidation {

  private static final String ENDPOINT_URL = "spec.endpointUrl";

  private final Supplier<? extends Collection<ModelEndpoint>> endpoints;
  private final Set<String> endpointHosts;

  /**
   * @param endpoints a cache of all endpoints
   * @param endpointHosts hosts beside AWS's own that an endpoint's URL may name
   */
  EndpointValidation(
      Supplier<? extends Collection<ModelEndpoint>> endpoints, List<String> endpointHosts) {
    this.endpoints = endpoints;
    this.endpointHosts = Set.copyOf(endpointHosts);
  }

  /** All errors of the spec; empty if there are none. */
  Optional<String> errors(ModelEndpoint endpoint) {
    var metadata = endpoint.getMetadata();
    return SpecErrors.message(
        SpecValidation.modelEndpoint(
            metadata.getName(),
            endpoint.getSpec(),
            neighbours(metadata.getNamespace()),
            endpointHosts));
  }

  /** Why signed requests may not go to the URL that the spec names; empty if they may. */
  Optional<String> urlErrors(Observation observed) {
    return SpecErrors.message(
        SpecValidation.modelEndpoint(
                observed.name().name(), observed.spec(), Map.of(), endpointHosts)
            .stream()
            .filter(each -> each.field().equals(ENDPOINT_URL))
            .toList());
  }

  private Map<String, ModelEndpointSpec> neighbours(String namespace) {
    var specs = new HashMap<String, ModelEndpointSpec>();
    for (var each : endpoints.get()) {
      if (namespace.equals(each.getMetadata().getNamespace())) {
        specs.put(each.getMetadata().getName(), each.getSpec());
      }
    }
    return specs;
  }
}
