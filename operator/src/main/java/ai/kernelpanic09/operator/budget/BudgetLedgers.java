package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The ledgers of all endpoints, kept while this operator leads.
 *
 * @param latest the newest ledgers, as people read them
 * @param authority commits to them
 * @param floors writes down what must outlive an endpoint
 * @param lease the term as leader that the authority rests on
 */
public record BudgetLedgers(
    LatestLedgers latest, BudgetAuthority authority, FloorKeeper floors, LeaderLease lease)
    implements AutoCloseable {

  /**
   * @param namespace the operator's own, where the floors are kept
   * @param terms the budget that each endpoint's spec asks for
   * @param endpoints looks up an endpoint
   * @param holderGone whether the pod with this UID is gone for good
   * @param listeners told of every commit and failure
   */
  public static BudgetLedgers of(
      KubernetesClient client,
      String namespace,
      LeaderLease lease,
      TermsSource terms,
      Function<EndpointName, Optional<ModelEndpoint>> endpoints,
      Predicate<String> holderGone,
      List<LedgerEvents> listeners,
      InstantSource clock) {
    var latest = new LatestLedgers(clock, listeners);
    var floorMap = new ConfigMapFloors(client, namespace);
    var authority = BudgetAuthority.of(client, terms, floorMap, holderGone, lease, clock, latest);
    var floors = new FloorKeeper(authority, floorMap, endpoints, client, clock);
    return new BudgetLedgers(latest, authority, floors, lease);
  }

  /** Writes down the floors that have changed; to be called once a minute. */
  public void writeFloors() {
    if (authority.isLeading()) {
      floors.flush();
      floors.prune();
    }
  }

  /** Ends the term: first the ledgers, then the lease. */
  @Override
  public void close() {
    authority.close();
    lease.release();
  }
}
