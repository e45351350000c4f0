package ai.kernelpanic09.webhook.inject.facts;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Answers injection's questions about the cluster.
 *
 * <p>An implementation over a cache reads through to the API server before it answers that an
 * endpoint does not exist, and throws if it can't tell: the request is then denied, and the pod's
 * controller tries again.
 */
public interface ClusterFacts extends JobOwners {

  /**
   * The endpoint, or empty if there is none.
   *
   * @param podNamespace namespace of the pod that names it
   */
  Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace);

  /** The namespace's labels and annotations, which say whether a mesh will join its pods. */
  NamespaceFacts namespace(String name);

  /**
   * The sources of an AWS identity for a ServiceAccount's pods. Never throws: a source that can't
   * be ruled out counts as present.
   */
  AwsFacts aws(String namespace, String serviceAccount);

  /** LimitRanges of a namespace. Never throws: empty if they can't be read. */
  List<JsonNode> limitRanges(String namespace);
}
