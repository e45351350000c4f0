package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.List;

/** Which namespaces may use an endpoint. */
final class Access {

  static boolean isAllowed(
      EndpointName endpoint, List<String> allowedNamespaces, String namespace) {
    return endpoint.namespace().equals(namespace)
        || allowedNamespaces.contains("*")
        || allowedNamespaces.contains(namespace);
  }

  private Access() {}
}
