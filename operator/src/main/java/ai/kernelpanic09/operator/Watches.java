package ai.kernelpanic09.operator;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.budget.LatestLedgers;
import ai.kernelpanic09.operator.cluster.ClusterView;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Connects changes of objects to the reconciliations that they require. */
final class Watches {

  private final ClusterView cluster;
  private final Consumer<EndpointName> endpoints;

  private Watches(ClusterView cluster, Consumer<EndpointName> endpoints) {
    this.cluster = cluster;
    this.endpoints = endpoints;
  }

  /**
   * @param ledgers asks for a reconciliation when a budget runs out or opens again
   * @param caNamespaces publishes the CA to a namespace with injected pods
   * @param background runs slow work, for which no watch must wait
   */
  static void connect(
      ClusterView cluster,
      LatestLedgers ledgers,
      Reconcilers reconcilers,
      Consumer<String> caNamespaces,
      Executor background) {
    var endpoints = reconcilers.endpoints().nudge();
    ledgers.onTurn(endpoints);
    var watches = new Watches(cluster, endpoints);
    cluster.endpoints().onChange(reconcilers.policies()::endpointChanged);
    cluster.endpoints().onChange(reconcilers.templates()::endpointChanged);
    cluster.policies().onChange(policy -> watches.policyChanged(policy.getMetadata().getName()));
    cluster
        .namespaces()
        .onChange(namespace -> watches.namespaceChanged(namespace.getMetadata().getName()));
    cluster.accounts().onChange(account -> watches.allChanged());
    var pods = PodChanges.of(cluster, endpoints, caNamespaces, background);
    cluster.pods().onChange(pods::changed);
    cluster.pods().onDelete(pods::changed);
    cluster.pods().whenFull(reconcilers.endpoints()::podsKnown);
  }

  private void policyChanged(String policy) {
    for (var each : cluster.endpoints().all()) {
      if (policy.equals(each.getSpec().guardrailPolicyRef())) {
        endpoints.accept(each.endpointName());
      }
    }
  }

  private void namespaceChanged(String namespace) {
    for (var each : cluster.endpoints().all()) {
      if (namespace.equals(each.getMetadata().getNamespace())) {
        endpoints.accept(each.endpointName());
      }
    }
  }

  /**
   * Asks for all endpoints, because a changed ServiceAccount of the operator may name another role.
   */
  private void allChanged() {
    cluster.endpoints().all().forEach(each -> endpoints.accept(each.endpointName()));
  }
}
