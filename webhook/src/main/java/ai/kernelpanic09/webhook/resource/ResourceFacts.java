package ai.kernelpanic09.webhook.resource;

import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import java.util.Map;
import java.util.Set;

/** Answers validation's questions about the cluster and the operator's settings. */
public interface ResourceFacts {

  /** The endpoints of a namespace by name, from a cache that may lag behind. */
  Map<String, ModelEndpointSpec> endpoints(String namespace);

  /** Hosts beside AWS's own that an endpoint's URL may name. */
  Set<String> endpointHosts();
}
