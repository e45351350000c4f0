package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.e2e.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** All pods as last seen, so that there are targets while the API server is down. */
final class TargetPods implements AutoCloseable {

  static final String OPERATORS = "k8s-ai-operator";
  static final String GATEWAYS = "k8s-ai-gateway";
  static final String SYSTEM = "ai-operator-system";

  private final SharedIndexInformer<Pod> apps =
      Cluster.client().pods().inNamespace(App.NAMESPACE).inform();
  private final SharedIndexInformer<Pod> system =
      Cluster.client().pods().inNamespace(SYSTEM).inform();
  private final SharedIndexInformer<Lease> leases =
      Cluster.client().leases().inNamespace(SYSTEM).inform();

  /** Pods of the Deployment {@code deployment} that are not being deleted. */
  List<Pod> of(String deployment) {
    return select(apps, pod -> deployment.equals(pod.getMetadata().getLabels().get("app")));
  }

  /** The name of the Deployment of a pod. */
  static String deployment(Pod pod) {
    return Objects.requireNonNull(pod.getMetadata().getLabels().get("app"));
  }

  List<Pod> operators(boolean leading) {
    var leader =
        leases.getIndexer().list().stream()
            .filter(lease -> lease.getMetadata().getName().equals(OPERATORS))
            .map(lease -> String.valueOf(lease.getSpec().getHolderIdentity()))
            .findFirst()
            .orElse("");
    return ofSystem(OPERATORS).stream()
        .filter(pod -> leader.contains(pod.getMetadata().getName()) == leading)
        .toList();
  }

  List<Pod> gateways() {
    return ofSystem(GATEWAYS);
  }

  private List<Pod> ofSystem(String name) {
    return select(
        system, pod -> name.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/name")));
  }

  private static List<Pod> select(SharedIndexInformer<Pod> informer, Predicate<Pod> which) {
    return informer.getIndexer().list().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getMetadata().getLabels() != null)
        .filter(which)
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  @Override
  public void close() {
    apps.close();
    system.close();
    leases.close();
  }
}
