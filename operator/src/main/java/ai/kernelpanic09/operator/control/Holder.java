package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.Set;

/**
 * A proven caller of the control API.
 *
 * @param podUid UID of the pod, which identifies the holder in the ledger
 * @param podName name of the pod
 * @param namespace namespace of the pod
 * @param workload kind and name of the pod's owner
 * @param gateway whether it is the gateway, which may use all endpoints
 * @param endpoints the endpoints that the pod names
 */
record Holder(
    String podUid,
    String podName,
    String namespace,
    String workload,
    boolean gateway,
    Set<EndpointName> endpoints) {

  Holder {
    endpoints = Set.copyOf(endpoints);
  }
}
