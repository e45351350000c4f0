package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.PodEndpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** All pods of the cluster, trimmed, by UID and by address. */
public final class Pods implements AutoCloseable {

  private static final String BY_UID = "uid";
  private static final String BY_ADDRESS = "address";
  private static final String BY_ENDPOINT = "endpoint";

  private final Watched<Pod> cache;
  private final CompletableFuture<Void> full = new CompletableFuture<>();

  /**
   * @param failures called with every failure to list or watch; each is tried again
   */
  public Pods(KubernetesClient client, Consumer<Throwable> failures) {
    var informer =
        client.pods().inAnyNamespace().withLimit(TrimmedResources.PAGE).runnableInformer(0);
    informer.itemStore(TrimmedPods.store());
    informer.addIndexers(
        Map.of(
            BY_UID,
            pod -> List.of(pod.getMetadata().getUid()),
            BY_ADDRESS,
            Pods::addresses,
            BY_ENDPOINT,
            pod -> endpoints(pod).stream().map(EndpointName::toString).toList()));
    cache = new Watched<>(informer, failures);
  }

  /** Begins to fill the cache; the result is there when it is full. */
  CompletableFuture<Void> begin() {
    return cache.begin().thenRun(() -> full.complete(null));
  }

  /**
   * Whether all pods are known. Until then, which may be long after this operator has begun to
   * lead, a pod that is not found says nothing.
   */
  public boolean isFull() {
    return full.isDone();
  }

  /** Runs what is given, which must not block, once all pods are known. */
  public void whenFull(Runnable action) {
    var _ = full.thenRun(action);
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

  /** All cached pods. */
  public List<Pod> all() {
    return cache.all();
  }

  /** Cached pods that name the endpoint, whether they may use it or not. */
  public List<Pod> naming(EndpointName endpoint) {
    return cache.byIndex(BY_ENDPOINT, endpoint.toString());
  }

  /** The endpoints that a pod's label and annotation name, 32 at most. */
  public static Set<EndpointName> endpoints(Pod pod) {
    var metadata = pod.getMetadata();
    var labels = Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of());
    var annotations =
        Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of());
    return PodEndpoints.named(
        labels.get(Keys.MODEL_ENDPOINT),
        annotations.get(Keys.ADDITIONAL_MODEL_ENDPOINTS),
        metadata.getNamespace());
  }

  /**
   * Calls the listener with each pod that is added or changed, before and after the change. Changes
   * of what is not kept of a pod, and of its addresses, are none.
   */
  public void onChange(Consumer<Pod> listener) {
    cache.onReplace(
        (before, pod) -> {
          if (!TrimmedPods.state(before).equals(TrimmedPods.state(pod))) {
            listener.accept(before);
            listener.accept(pod);
          }
        });
    cache.onAdd(listener);
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
