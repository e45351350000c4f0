package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/** Points the control Service at this pod. It has no selector, because only the leader answers. */
public final class LeaderAddress {

  private static final String FIELD_MANAGER = "k8s-ai-leader";

  private final KubernetesClient client;
  private final String namespace;
  private final String podIp;
  private final int port;

  public LeaderAddress(KubernetesClient client, String namespace, String podIp, int port) {
    this.client = client;
    this.namespace = namespace;
    this.podIp = podIp;
    this.port = port;
  }

  /** Writes this pod's address into the Service's EndpointSlice, unless it is there. */
  public void publish() {
    var current =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .withName(Names.CONTROL_SERVICE)
            .get();
    if (current == null || !isOurs(current)) {
      write();
    }
  }

  private boolean isOurs(EndpointSlice slice) {
    var endpoints = slice.getEndpoints();
    var ports = slice.getPorts();
    return endpoints.size() == 1
        && endpoints.getFirst().getAddresses().equals(List.of(podIp))
        && ports.size() == 1
        && ports.getFirst().getPort() == port;
  }

  private void write() {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withName(Names.CONTROL_SERVICE)
            .withNamespace(namespace)
            .addToLabels("kubernetes.io/service-name", Names.CONTROL_SERVICE)
            .addToLabels("endpointslice.kubernetes.io/managed-by", Names.OPERATOR)
            .endMetadata()
            .withAddressType(podIp.contains(":") ? "IPv6" : "IPv4")
            .addNewEndpoint()
            .withAddresses(podIp)
            .withNewConditions()
            .withReady(true)
            .endConditions()
            .endEndpoint()
            .addNewPort()
            .withName("control")
            .withPort(port)
            .withProtocol("TCP")
            .endPort()
            .build();
    client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(namespace)
        .resource(slice)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }
}
