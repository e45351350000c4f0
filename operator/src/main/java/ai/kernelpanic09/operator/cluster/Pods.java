package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** All pods of the cluster, trimmed, by UID and by address. */
public final class Pods implements AutoCloseable {

  private static final String BY_UID = "uid";
  private static final String BY_ADDRESS = "address";

  private final KubernetesClient client;
  private final Watched<Pod> cache;

  /**
   * @param failures called with every failure to list or watch; each is tried again
   */
  public Pods(KubernetesClient client, Consumer<Throwable> failures) {
    this.client = client;
    var informer = client.pods().inAnyNamespace().runnableInformer(0);
    informer.itemStore(new TrimmedPods());
    informer.addIndexers(
        Map.of(BY_UID, pod -> List.of(pod.getMetadata().getUid()), BY_ADDRESS, Pods::addresses));
    cache = new Watched<>(informer, failures);
  }

  /** Fills the cache, and returns when it is full. */
  public void start() {
    cache.start();
  }

  /** False once it has stopped for good; true while it tries to reach the API server again. */
  boolean isRunning() {
    return cache.isRunning();
  }

  /** The cached pod with this UID; empty when there is none, or it is not in the cache yet. */
  public Optional<Pod> byUid(String uid) {
    return cache.byIndex(BY_UID, uid).stream().findFirst();
  }

  /** Pods that run with this address of their own; a pod of the host network has its node's. */
  public List<Pod> runningAt(String address) {
    return cache.byIndex(BY_ADDRESS, address).stream()
        .filter(pod -> !Boolean.TRUE.equals(pod.getSpec().getHostNetwork()))
        .filter(pod -> !List.of("Succeeded", "Failed").contains(phase(pod)))
        .toList();
  }

  /** The whole pod as the API server has it now; empty when there is none of this name. */
  public Optional<Pod> live(String namespace, String name) {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get());
  }

  /** All cached pods. */
  public List<Pod> all() {
    return cache.all();
  }

  /** Calls the listener with each pod that is added or changed. */
  public void onChange(Consumer<Pod> listener) {
    cache.onUpsert(listener);
  }

  /** Calls the listener with each pod that is deleted. */
  public void onDelete(Consumer<Pod> listener) {
    cache.onDelete(listener);
  }

  private static String phase(Pod pod) {
    return Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
  }

  private static List<String> addresses(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPodIPs() == null
        ? List.of()
        : pod.getStatus().getPodIPs().stream().map(PodIP::getIp).filter(Objects::nonNull).toList();
  }

  @Override
  public void close() {
    cache.close();
  }
}
