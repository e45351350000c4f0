package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.webhook.resource.ResourceFacts;
import java.util.Map;
import java.util.Set;

/** A cluster without endpoints. */
enum NoResources implements ResourceFacts {
  KNOWN;

  @Override
  public Map<String, ModelEndpointSpec> endpoints(String namespace) {
    return Map.of();
  }

  @Override
  public Set<String> endpointHosts() {
    return Set.of();
  }
}
