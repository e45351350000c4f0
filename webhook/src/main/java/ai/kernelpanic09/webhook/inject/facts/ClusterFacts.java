package ai.kernelpanic09.webhook.inject.facts;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What injection asks about the cluster.
 *
 * <p>An implementation over a cache reads through to the API server before it answers that an
 * endpoint does not exist, and throws if it can't know: the request is then denied and tried again
 * by the pod's controller.
 */
public interface ClusterFacts extends JobOwners {

  /**
   * The endpoint, or empty if there is none.
   *
   * @param podNamespace namespace of the pod that wants to use it
   */
  Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace);

  /** The namespace's labels and annotations, which say whether a mesh will join its pods. */
  NamespaceFacts namespace(String name);

  /**
   * What may give a ServiceAccount's pods an AWS identity. Never fails: what can't be known is
   * taken to be there.
   */
  AwsFacts aws(String namespace, String serviceAccount);

  /** LimitRanges of a namespace; never fails: what can't be known is left out. */
  List<JsonNode> limitRanges(String namespace);
}
