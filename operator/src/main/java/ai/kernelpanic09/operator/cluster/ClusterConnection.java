package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** How one operator reads the cluster, writes to it, and reports what fails there. */
public record ClusterConnection(
    KubernetesClient client, ClusterView view, EventRecorder events, FailureLog failures) {

  /**
   * Asks nothing yet: {@link ClusterView#start} fills the caches.
   *
   * @param pods reads the cache of pods
   */
  public static ClusterConnection of(
      KubernetesClient client,
      KubernetesClient pods,
      String operatorNamespace,
      MeterRegistry registry,
      InstantSource clock) {
    var events = new EventRecorder(client, clock);
    var failures = new FailureLog(registry, events);
    var view = new ClusterView(client, pods, operatorNamespace, failures::note);
    return new ClusterConnection(client, view, events, failures);
  }
}
