package ai.kernelpanic09.webhook.testing;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.inject.facts.NamespaceFacts;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A cluster in which every endpoint that a pod names exists, and nothing else does. */
public class EveryEndpoint implements ClusterFacts {

  private final EndpointFacts facts;

  /** Each endpoint has all defaults. */
  public EveryEndpoint() {
    this(EndpointFacts.sidecarDefaults());
  }

  public EveryEndpoint(EndpointFacts facts) {
    this.facts = facts;
  }

  @Override
  public Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace) {
    return Optional.of(facts);
  }

  @Override
  public NamespaceFacts namespace(String name) {
    return NamespaceFacts.NONE;
  }

  @Override
  public Optional<String> cronJob(String namespace, String job, String uid) {
    return Optional.empty();
  }

  @Override
  public AwsFacts aws(String namespace, String serviceAccount) {
    return AwsFacts.NONE;
  }

  @Override
  public List<JsonNode> limitRanges(String namespace) {
    return List.of();
  }
}
