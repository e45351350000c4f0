package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Where this operator is installed. */
final class ClusterBootstrap {

  /** Outside of a cluster nobody has made the namespace that the leader's Lease lives in. */
  static void ensureNamespace(OperatorConfig config, KubernetesClient client) {
    if (config.installation().podName() == null
        && client.namespaces().withName(config.installation().namespace()).get() == null) {
      client
          .namespaces()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(config.installation().namespace())
                  .endMetadata()
                  .build())
          .create();
    }
  }

  /** First part of every ExternalId: no two clusters have the same. */
  static String clusterId(OperatorConfig config, KubernetesClient client) {
    var set = config.installation().clusterId();
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
