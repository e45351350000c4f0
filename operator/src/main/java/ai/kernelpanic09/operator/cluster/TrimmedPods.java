package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stores only the fields of a pod that the operator reads: a large cluster's whole pods would fill
 * its heap.
 */
final class TrimmedPods implements ItemStore<Pod> {

  private final ConcurrentHashMap<String, Pod> pods = new ConcurrentHashMap<>();

  @Override
  public String getKey(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  @Override
  public @Nullable Pod put(String key, Pod pod) {
    return pods.put(key, trimmed(pod));
  }

  @Override
  public @Nullable Pod remove(String key) {
    return pods.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return pods.keySet().stream();
  }

  @Override
  public Stream<Pod> values() {
    return pods.values().stream();
  }

  @Override
  public int size() {
    return pods.size();
  }

  @Override
  public @Nullable Pod get(String key) {
    return pods.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  static Pod trimmed(Pod pod) {
    return new PodBuilder()
        .withMetadata(metadata(pod.getMetadata()))
        .withNewSpec()
        .withServiceAccountName(pod.getSpec().getServiceAccountName())
        .withHostNetwork(pod.getSpec().getHostNetwork())
        .withInitContainers(sidecar(pod.getSpec().getInitContainers()))
        .withContainers(sidecar(pod.getSpec().getContainers()))
        .endSpec()
        .withNewStatus()
        .withPhase(pod.getStatus() == null ? null : pod.getStatus().getPhase())
        .withPodIPs(pod.getStatus() == null ? List.of() : pod.getStatus().getPodIPs())
        .endStatus()
        .build();
  }

  /** What is kept of the pod, but for its version and addresses: two states of a pod compare. */
  static Pod state(Pod pod) {
    return new PodBuilder(trimmed(pod))
        .editMetadata()
        .withResourceVersion(null)
        .endMetadata()
        .editStatus()
        .withPodIPs(List.of())
        .endStatus()
        .build();
  }

  private static ObjectMeta metadata(ObjectMeta full) {
    return new ObjectMetaBuilder()
        .withName(full.getName())
        .withGenerateName(full.getGenerateName())
        .withNamespace(full.getNamespace())
        .withUid(full.getUid())
        .withResourceVersion(full.getResourceVersion())
        .withDeletionTimestamp(full.getDeletionTimestamp())
        .withCreationTimestamp(full.getCreationTimestamp())
        .withOwnerReferences(full.getOwnerReferences())
        .withLabels(full.getLabels())
        .withAnnotations(ours(full.getAnnotations()))
        .build();
  }

  private static Map<String, String> ours(@Nullable Map<String, String> annotations) {
    var kept = new HashMap<String, String>();
    if (annotations != null) {
      annotations.forEach(
          (key, value) -> {
            if (key.startsWith(Keys.GROUP + "/")) {
              kept.put(key, value);
            }
          });
    }
    return kept;
  }

  private static List<Container> sidecar(@Nullable List<Container> containers) {
    return containers == null
        ? List.of()
        : containers.stream()
            .filter(each -> Names.SIDECAR_CONTAINER.equals(each.getName()))
            .map(
                each ->
                    new ContainerBuilder()
                        .withName(each.getName())
                        .withImage(each.getImage())
                        .build())
            .toList();
  }
}
