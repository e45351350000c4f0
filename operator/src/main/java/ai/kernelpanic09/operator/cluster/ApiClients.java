package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Clients of the API server that share no connection. A connection carries a hundred requests at a
 * time: strangers, who can ask for as many, must not use up those of the leader's lease and of the
 * ledgers.
 *
 * @param controllers for the reconcilers, and the election that they wait for
 * @param ledgers for commits to the ledgers and the look at the lease before a takeover
 * @param reviews for reviews of the tokens that anybody sends, and for the pods that they name;
 *     gives up soon
 */
public record ApiClients(
    KubernetesClient controllers, KubernetesClient ledgers, KubernetesClient reviews)
    implements AutoCloseable {

  /** As long as a request waits for its review; a request that has waited is sent again. */
  private static final int REVIEW_MILLIS = 2_000;

  /** Clients with the configuration of {@code general}, which serves everything else. */
  public static ApiClients like(KubernetesClient general) {
    var config = general.getConfiguration();
    var impatient =
        new ConfigBuilder(config)
            .withRequestTimeout(REVIEW_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new ApiClients(with(config), with(config), with(impatient));
  }

  private static KubernetesClient with(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() {
    controllers.close();
    ledgers.close();
    reviews.close();
  }
}
