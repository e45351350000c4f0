package ai.kernelpanic09.operator.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Clients of the API server that share no connection. A connection carries a hundred requests at a
 * time: strangers, who can ask for as many, must not use up those of the leader's lease and of the
 * ledgers.
 *
 * @param controllers for the reconcilers, and the election that they wait for
 * @param ledgers for commits to the ledgers and the look at the lease before a takeover
 * @param reviews for reviews of the tokens that anybody sends, and for the pods that they name;
 *     gives up soon
 * @param pods for the cache of all pods, whose list is the longest answer of all; reads of a pod
 *     what is kept
 */
public record ApiClients(
    KubernetesClient controllers,
    KubernetesClient ledgers,
    KubernetesClient reviews,
    KubernetesClient pods)
    implements AutoCloseable {

  /** As long as a request waits for its review; a request that has waited is sent again. */
  private static final int REVIEW_MILLIS = 2_000;

  /** Most sets of buffers that are kept for the next use: more are made when they are needed. */
  private static final int BUFFERS = 64;

  /** Clients like {@code general}, which serves everything else. */
  public static ApiClients like(KubernetesClient general) {
    var config = general.getConfiguration();
    var impatient =
        new ConfigBuilder(config)
            .withRequestTimeout(REVIEW_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build();
    var serialization = general.getKubernetesSerialization();
    return new ApiClients(
        with(config, serialization),
        with(config, serialization),
        with(impatient, serialization),
        with(config, new KubernetesSerialization(TrimmedPods.readBy(json()), true)));
  }

  private static KubernetesClient with(Config config, KubernetesSerialization serialization) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization)
        .build();
  }

  /**
   * How a client reads and writes resources. Its buffers go back to a pool: by default each thread
   * keeps its own, and reconciliations have a virtual thread each.
   */
  public static KubernetesSerialization serialization() {
    return new KubernetesSerialization(json(), true);
  }

  private static ObjectMapper json() {
    return new ObjectMapper(
        JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS)).build());
  }

  @Override
  public void close() {
    controllers.close();
    ledgers.close();
    reviews.close();
    pods.close();
  }
}
