package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Clients of the API server that share no connection. A connection carries a hundred requests at a
 * time: strangers, who can ask for as many, must not use up those of the leader's lease and of the
 * ledgers.
 *
 * @param controllers for the reconcilers, and the election that they wait for
 * @param ledgers for commits to the ledgers and the look at the lease before a takeover
 * @param reviews for reviews of the tokens that anybody sends
 */
public record ApiClients(
    KubernetesClient controllers, KubernetesClient ledgers, KubernetesClient reviews)
    implements AutoCloseable {

  /** Clients with the configuration of {@code general}, which serves everything else. */
  public static ApiClients like(KubernetesClient general) {
    return new ApiClients(another(general), another(general), another(general));
  }

  private static KubernetesClient another(KubernetesClient general) {
    return new KubernetesClientBuilder().withConfig(general.getConfiguration()).build();
  }

  @Override
  public void close() {
    controllers.close();
    ledgers.close();
    reviews.close();
  }
}
