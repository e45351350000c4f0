package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.PodEndpoints;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps only the fields of a pod that the operator reads, each up to a length that honest ones stay
 * below: a pod is less than 16 KiB then, whatever its author wrote. The API server bounds a label's
 * value, and names that it makes addresses of; it bounds neither owners nor images.
 */
final class TrimmedPods {

  private static final int MAX_NAME_LENGTH = 253;
  private static final int MAX_IMAGE_LENGTH = 1_024;
  private static final int MAX_ADDRESSES = 8;

  /** Longest value of an annotation that is a word or a quantity. */
  private static final int MAX_WORD_LENGTH = 256;

  private static final int MAX_LIST_LENGTH = 4_096;
  private static final int MAX_HASH_LENGTH = 128;

  /** Stands for a status that the webhook did not write. */
  private static final String NO_STATUS = "?";

  /** The labels that name endpoint and workload. */
  private static final List<String> LABELS =
      List.of(Keys.MODEL_ENDPOINT, "pod-template-hash", "rollouts-pod-template-hash");

  /** The annotations that decide how a sidecar is rendered. */
  private static final List<String> WORDS =
      List.of(
          Keys.SIDECAR_MODE,
          Keys.SDK_ENV,
          Keys.SIDECAR_CPU_REQUEST,
          Keys.SIDECAR_MEMORY_REQUEST,
          Keys.SIDECAR_MEMORY_LIMIT,
          Keys.SIDECAR_LOG_LEVEL);

  @JsonIncludeProperties({
    "name",
    "generateName",
    "namespace",
    "uid",
    "resourceVersion",
    "deletionTimestamp",
    "creationTimestamp",
    "ownerReferences",
    "labels",
    "annotations"
  })
  private interface KeptMetadata {}

  @JsonIncludeProperties({"serviceAccountName", "hostNetwork", "initContainers", "containers"})
  private interface KeptSpec {}

  @JsonIncludeProperties({"name", "image"})
  private interface KeptContainer {}

  @JsonIncludeProperties({"phase", "podIPs"})
  private interface KeptStatus {}

  /**
   * Has pods read only as far as they are kept. Variables, volumes and managed fields, which are
   * most of a pod, are passed over: a start reads all pods of the cluster.
   *
   * @param json used for nothing but pods
   */
  static ObjectMapper readBy(ObjectMapper json) {
    return json.addMixIn(ObjectMeta.class, KeptMetadata.class)
        .addMixIn(PodSpec.class, KeptSpec.class)
        .addMixIn(Container.class, KeptContainer.class)
        .addMixIn(PodStatus.class, KeptStatus.class);
  }

  static ItemStore<Pod> store() {
    return new TrimmedStore<>(TrimmedPods::trimmed);
  }

  static Pod trimmed(Pod pod) {
    var status = pod.getStatus();
    return new PodBuilder()
        .withMetadata(metadata(pod.getMetadata()))
        .withNewSpec()
        .withServiceAccountName(pod.getSpec().getServiceAccountName())
        .withHostNetwork(pod.getSpec().getHostNetwork())
        .withInitContainers(sidecar(pod.getSpec().getInitContainers()))
        .withContainers(sidecar(pod.getSpec().getContainers()))
        .endSpec()
        .withNewStatus()
        .withPhase(status == null ? null : status.getPhase())
        .withPodIPs(
            status == null || status.getPodIPs() == null
                ? List.of()
                : status.getPodIPs().stream().limit(MAX_ADDRESSES).toList())
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
        .withOwnerReferences(controller(full))
        .withLabels(labels(orEmpty(full.getLabels())))
        .withAnnotations(annotations(full))
        .build();
  }

  private static List<OwnerReference> controller(ObjectMeta full) {
    return full.getOwnerReferences() == null
        ? List.of()
        : full.getOwnerReferences().stream()
            .filter(each -> Boolean.TRUE.equals(each.getController()))
            .limit(1)
            .map(
                each ->
                    new OwnerReferenceBuilder()
                        .withController(true)
                        .withApiVersion(cut(each.getApiVersion(), MAX_NAME_LENGTH))
                        .withKind(cut(each.getKind(), MAX_NAME_LENGTH))
                        .withName(cut(each.getName(), MAX_NAME_LENGTH))
                        .withUid(cut(each.getUid(), MAX_NAME_LENGTH))
                        .build())
            .toList();
  }

  private static Map<String, String> labels(Map<String, String> all) {
    var kept = new HashMap<String, String>();
    LABELS.forEach(key -> keep(kept, key, all.get(key), MAX_NAME_LENGTH));
    return kept;
  }

  private static Map<String, String> annotations(ObjectMeta full) {
    var all = orEmpty(full.getAnnotations());
    var kept = new HashMap<String, String>();
    WORDS.forEach(key -> keep(kept, key, all.get(key), MAX_WORD_LENGTH));
    var more = all.get(Keys.ADDITIONAL_MODEL_ENDPOINTS);
    if (more != null) {
      kept.put(
          Keys.ADDITIONAL_MODEL_ENDPOINTS,
          more.length() <= MAX_LIST_LENGTH ? more : namedBy(full, more));
    }
    var status = all.get(Keys.SIDECAR_STATUS);
    if (status != null) {
      kept.put(Keys.SIDECAR_STATUS, hashOf(status));
    }
    return kept;
  }

  /** A list of the same endpoints, for a pod is found by them before and after it is trimmed. */
  private static String namedBy(ObjectMeta full, String more) {
    var label = orEmpty(full.getLabels()).get(Keys.MODEL_ENDPOINT);
    return PodEndpoints.named(label, more, full.getNamespace()).stream()
        .map(each -> each.namespace() + "." + each.name())
        .collect(Collectors.joining(","));
  }

  /** A status with the rendering's hash alone. */
  private static String hashOf(String status) {
    var json = JsonNodeFactory.instance;
    var pod = json.objectNode();
    pod.putObject("metadata").putObject("annotations").put(Keys.SIDECAR_STATUS, status);
    try {
      var hash = InjectionStatus.of(pod).map(InjectionStatus::hash).orElse("");
      return json.objectNode().put("hash", cut(hash, MAX_HASH_LENGTH)).toString();
    } catch (IllegalArgumentException e) {
      return NO_STATUS;
    }
  }

  private static void keep(
      Map<String, String> kept, String key, @Nullable String value, int maxLength) {
    if (value != null && value.length() <= maxLength) {
      kept.put(key, value);
    }
  }

  private static List<Container> sidecar(@Nullable List<Container> containers) {
    return containers == null
        ? List.of()
        : containers.stream()
            .filter(each -> Names.SIDECAR_CONTAINER.equals(each.getName()))
            .limit(1)
            .map(
                each ->
                    new ContainerBuilder()
                        .withName(each.getName())
                        .withImage(cut(each.getImage(), MAX_IMAGE_LENGTH))
                        .build())
            .toList();
  }

  private static @Nullable String cut(@Nullable String text, int maxLength) {
    return text == null || text.length() <= maxLength ? text : text.substring(0, maxLength);
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }

  private TrimmedPods() {}
}
