package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.endpoint.PodCensus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The work that a changed pod makes: it may reconcile the endpoints that it names and may use, and
 * each of them once a second however many pods change.
 */
final class PodChanges {

  private static final long PACE_SECONDS = 1;

  private final Function<EndpointName, Optional<ModelEndpoint>> known;
  private final Consumer<EndpointName> endpoints;
  private final Consumer<String> caNamespaces;

  /**
   * @param known an endpoint that exists and whose pods are counted, from a cache
   * @param endpoints asks for a reconciliation
   * @param caNamespaces publishes the CA to a namespace with injected pods
   * @param later runs what it is given after a while
   */
  PodChanges(
      Function<EndpointName, Optional<ModelEndpoint>> known,
      Consumer<EndpointName> endpoints,
      Consumer<String> caNamespaces,
      Executor later) {
    this.known = known;
    this.endpoints = new Paced<>(endpoints, later);
    this.caNamespaces = new Paced<>(caNamespaces, later);
  }

  static PodChanges of(
      ClusterView cluster,
      Consumer<EndpointName> endpoints,
      Consumer<String> caNamespaces,
      Executor background) {
    return new PodChanges(
        // Until all pods are known they are not counted, and then all endpoints are looked at.
        name ->
            cluster.pods().isFull()
                ? cluster.endpoints().get(name.namespace(), name.name())
                : Optional.empty(),
        endpoints,
        caNamespaces,
        CompletableFuture.delayedExecutor(PACE_SECONDS, TimeUnit.SECONDS, background));
  }

  void changed(Pod pod) {
    var named = PodCensus.endpoints(pod);
    for (var name : named) {
      if (known.apply(name).filter(endpoint -> PodCensus.mayUse(pod, endpoint)).isPresent()) {
        endpoints.accept(name);
      }
    }
    if (!named.isEmpty()) {
      caNamespaces.accept(pod.getMetadata().getNamespace());
    }
  }
}
