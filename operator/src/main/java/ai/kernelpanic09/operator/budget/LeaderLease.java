package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server whether it still names this operator as the leader. An operator that was
 * suspended when it lost its term does not know that yet, and must not take a ledger back from its
 * successor.
 */
public final class LeaderLease implements BooleanSupplier {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String identity;

  /**
   * @param identity the name under which this operator stands for election
   */
  public LeaderLease(KubernetesClient client, String namespace, String identity) {
    this.client = client;
    this.namespace = namespace;
    this.identity = identity;
  }

  /**
   * Ends the term, so that the next leader need not wait for it to expire; to be called after the
   * last ledger is let go.
   */
  public void release() {
    try {
      var lease = lease().get();
      if (lease != null && isOurs(lease)) {
        // With the resourceVersion that was read: the lease of a successor is never changed.
        lease.getSpec().setHolderIdentity("");
        lease.getSpec().setLeaseDurationSeconds(1);
        client.leases().inNamespace(namespace).resource(lease).update();
      }
    } catch (KubernetesClientException e) {
      LOG.info("event=lease_not_released code={}", e.getCode());
    }
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(namespace).withName(Names.OPERATOR);
  }

  private boolean isOurs(@Nullable Lease lease) {
    return lease != null
        && lease.getSpec() != null
        && identity.equals(lease.getSpec().getHolderIdentity());
  }

  @Override
  public boolean getAsBoolean() {
    try {
      return isOurs(lease().get());
    } catch (KubernetesClientException e) {
      throw new LedgerStore.StoreException(e);
    }
  }
}
