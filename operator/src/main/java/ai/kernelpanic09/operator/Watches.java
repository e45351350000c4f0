package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.endpoint.PodCensus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Which change of which object asks for which reconciliation. */
final class Watches {

  private final ClusterView cluster;
  private final Consumer<EndpointName> endpoints;
  private final Consumer<String> caNamespaces;
  private final ExecutorService later;

  private Watches(
      ClusterView cluster,
      Consumer<EndpointName> endpoints,
      Consumer<String> caNamespaces,
      ExecutorService later) {
    this.cluster = cluster;
    this.endpoints = endpoints;
    this.caNamespaces = caNamespaces;
    this.later = later;
  }

  /**
   * @param dependents told of every endpoint that changes
   * @param caNamespaces puts the CA's certificate where injected pods need it
   * @param later where slow work goes: no watch waits for it
   */
  static void connect(
      ClusterView cluster,
      Consumer<EndpointName> endpoints,
      List<Consumer<ModelEndpoint>> dependents,
      Consumer<String> caNamespaces,
      ExecutorService later) {
    var watches = new Watches(cluster, endpoints, caNamespaces, later);
    dependents.forEach(cluster.endpoints()::onChange);
    cluster.policies().onChange(policy -> watches.policyChanged(policy.getMetadata().getName()));
    cluster
        .namespaces()
        .onChange(namespace -> watches.namespaceChanged(namespace.getMetadata().getName()));
    cluster.accounts().onChange(account -> watches.allChanged());
    cluster.pods().onChange(watches::podChanged);
    cluster.pods().onDelete(watches::podChanged);
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

  /** The operator's own identity may be another one now. */
  private void allChanged() {
    cluster.endpoints().all().forEach(each -> endpoints.accept(each.endpointName()));
  }

  private void podChanged(Pod pod) {
    var named = PodCensus.endpoints(pod);
    if (named.isEmpty()) {
      return;
    }
    named.forEach(endpoints);
    var namespace = pod.getMetadata().getNamespace();
    later.execute(() -> caNamespaces.accept(namespace));
  }
}
