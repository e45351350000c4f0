package ai.kernelpanic09.webhook.resource;

import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import java.util.Map;
import java.util.Set;

/** What validation asks about the cluster and the operator's settings. */
public interface ResourceFacts {

  /** All endpoints of a namespace by name, as far as they are known. */
  Map<String, ModelEndpointSpec> endpoints(String namespace);

  /** Hosts that may be called instead of AWS's own. */
  Set<String> endpointHosts();
}
