package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.BooleanSupplier;

/**
 * Whether the API server still names this operator as the leader: one that was asleep when it lost
 * its term does not know that yet, and must not take a ledger back from its successor.
 */
public final class LeaderLease implements BooleanSupplier {

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

  @Override
  public boolean getAsBoolean() {
    try {
      var lease = client.leases().inNamespace(namespace).withName(Names.OPERATOR).get();
      return lease != null
          && lease.getSpec() != null
          && identity.equals(lease.getSpec().getHolderIdentity());
    } catch (KubernetesClientException e) {
      throw new LedgerStore.StoreException(e);
    }
  }
}
