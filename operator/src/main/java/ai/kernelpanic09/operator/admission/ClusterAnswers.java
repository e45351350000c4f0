package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.inject.facts.NamespaceFacts;
import ai.kernelpanic09.webhook.resource.ResourceFacts;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the webhooks' questions from caches, and from the API server if a cache has no answer.
 */
final class ClusterAnswers implements ClusterFacts, ResourceFacts {

  private final ClusterView cluster;
  private final Set<String> endpointHosts;
  private final KubernetesSerialization json = new KubernetesSerialization();

  ClusterAnswers(ClusterView cluster, List<String> endpointHosts) {
    this.cluster = cluster;
    this.endpointHosts = Set.copyOf(endpointHosts);
  }

  @Override
  public Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace) {
    return cluster
        .endpoint(endpoint)
        .map(ModelEndpoint::getSpec)
        .map(spec -> EndpointFacts.of(spec, endpoint.namespace(), podNamespace));
  }

  @Override
  public NamespaceFacts namespace(String name) {
    return cluster
        .namespace(name)
        .map(
            each ->
                new NamespaceFacts(
                    orEmpty(each.getMetadata().getLabels()),
                    orEmpty(each.getMetadata().getAnnotations())))
        .orElse(NamespaceFacts.NONE);
  }

  @Override
  public Optional<String> cronJob(String namespace, String job, String uid) {
    return cluster.surroundings().cronJob(namespace, job, uid);
  }

  @Override
  public AwsFacts aws(String namespace, String serviceAccount) {
    return cluster.surroundings().aws(namespace, serviceAccount);
  }

  @Override
  public List<JsonNode> limitRanges(String namespace) {
    return cluster.surroundings().limitRanges(namespace).stream()
        .map(range -> json.convertValue(range, JsonNode.class))
        .toList();
  }

  @Override
  public Map<String, ModelEndpointSpec> endpoints(String namespace) {
    var specs = new HashMap<String, ModelEndpointSpec>();
    for (var endpoint : cluster.endpoints().all()) {
      if (endpoint.getMetadata().getNamespace().equals(namespace)) {
        specs.put(endpoint.getMetadata().getName(), endpoint.getSpec());
      }
    }
    return specs;
  }

  @Override
  public Set<String> endpointHosts() {
    return endpointHosts;
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
