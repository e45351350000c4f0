package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.config.OperatorConfig.Installation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Ensures the operator's namespace and finds the cluster's id, before anything else starts. */
final class ClusterBootstrap {

  /**
   * Creates the operator's namespace, where the leader's Lease lives, if this process runs outside
   * of a cluster: there no manifest may have created it.
   */
  static void ensureNamespace(Installation installation, KubernetesClient client) {
    if (installation.podName() == null
        && client.namespaces().withName(installation.namespace()).get() == null) {
      client
          .namespaces()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(installation.namespace())
                  .endMetadata()
                  .build())
          .create();
    }
  }

  /** The first part of every ExternalId, unique among clusters. */
  static String clusterId(Installation installation, KubernetesClient client) {
    var set = installation.clusterId();
    if (set != null) {
      return set;
    }
    var system = client.namespaces().withName("kube-system").get();
    if (system == null) {
      throw new KubernetesClientException(
          "there is no namespace kube-system: set K8S_AI_CLUSTER_ID");
    }
    return system.getMetadata().getUid();
  }

  private ClusterBootstrap() {}
}
