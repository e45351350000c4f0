package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.NamespaceAccess;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import ai.kernelpanic09.operator.cluster.ClusterView;

/** Decides which holder may use which endpoint. */
final class HolderAccess {

  private final ClusterView cluster;

  HolderAccess(ClusterView cluster) {
    this.cluster = cluster;
  }

  /**
   * Whether the holder may use the endpoint. The gateway may use all: the operator checks each of
   * its callers.
   */
  boolean isAllowed(Holder holder, ModelEndpoint endpoint) {
    var name = endpoint.endpointName();
    var spec = endpoint.getSpec();
    return holder.gateway()
        || (isNamed(holder, name)
            && spec.mode() == Mode.SIDECAR
            && NamespaceAccess.isAllowed(
                name.namespace(), spec.allowedNamespaces(), holder.namespace()));
  }

  /** Whether the pod names the endpoint, or another endpoint that has it as a fallback. */
  private boolean isNamed(Holder holder, EndpointName name) {
    return holder.endpoints().contains(name)
        || holder.endpoints().stream()
            .filter(each -> each.namespace().equals(name.namespace()))
            .flatMap(each -> cluster.endpoint(each).stream())
            .anyMatch(each -> each.getSpec().fallbacks().contains(name.name()));
  }
}
