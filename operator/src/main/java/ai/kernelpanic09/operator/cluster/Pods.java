package ai.kernelpanic09.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All pods of the cluster, by UID and by address. */
public final class Pods implements AutoCloseable {

  private static final String BY_UID = "uid";
  private static final String BY_ADDRESS = "address";

  private final KubernetesClient client;
  private final SharedIndexInformer<Pod> informer;
  private final List<Consumer<Pod>> changed = new CopyOnWriteArrayList<>();
  private final List<Consumer<Pod>> deleted = new CopyOnWriteArrayList<>();

  /**
   * @param failures told of every failure to list or watch; each is tried again
   */
  public Pods(KubernetesClient client, Consumer<Throwable> failures) {
    this.client = client;
    informer = client.pods().inAnyNamespace().runnableInformer(0);
    informer.itemStore(new TrimmedPods());
    informer.addIndexers(
        Map.of(BY_UID, pod -> List.of(pod.getMetadata().getUid()), BY_ADDRESS, Pods::addresses));
    informer.addEventHandler(new Changes());
    // Right after the CRDs were installed the API server asks for patience.
    informer.exceptionHandler(
        (started, failure) -> {
          failures.accept(failure);
          return true;
        });
  }

  /** Fills the cache, and returns when it is full. */
  public void start() {
    informer.start().toCompletableFuture().join();
  }

  /** False once it has stopped for good; true while it tries to reach the API server again. */
  boolean isRunning() {
    return informer.isRunning();
  }

  /** The pod with this UID; empty when there is none, or it is not known yet. */
  public Optional<Pod> byUid(String uid) {
    return informer.getIndexer().byIndex(BY_UID, uid).stream().findFirst();
  }

  /** Pods that run under this address and not on their node's. */
  public List<Pod> runningAt(String address) {
    return informer.getIndexer().byIndex(BY_ADDRESS, address).stream()
        .filter(pod -> !Boolean.TRUE.equals(pod.getSpec().getHostNetwork()))
        .filter(pod -> !List.of("Succeeded", "Failed").contains(phase(pod)))
        .toList();
  }

  /** The whole pod as the API server has it now; empty when there is none of this name. */
  public Optional<Pod> live(String namespace, String name) {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get());
  }

  /** All pods, trimmed. */
  public List<Pod> all() {
    return informer.getStore().list();
  }

  public void onChange(Consumer<Pod> listener) {
    changed.add(listener);
  }

  public void onDelete(Consumer<Pod> listener) {
    deleted.add(listener);
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
    informer.close();
  }

  private final class Changes implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      changed.forEach(each -> each.accept(pod));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      changed.forEach(each -> each.accept(pod));
    }

    @Override
    public void onDelete(Pod pod, boolean stateUnknown) {
      deleted.forEach(each -> each.accept(pod));
    }
  }
}
