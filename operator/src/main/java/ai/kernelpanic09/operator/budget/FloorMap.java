package ai.kernelpanic09.operator.budget;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the ConfigMaps that hold floors. */
final class FloorMap {

  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  FloorMap(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * The lines and annotations of the map.
   *
   * @param exists false where there is no such map, and so no line
   */
  record Content(boolean exists, Map<String, String> lines, Map<String, String> annotations) {

    /** The bytes that the lines take, if all characters are ASCII, as those of floors are. */
    long size() {
      return lines.entrySet().stream()
          .mapToLong(each -> each.getKey().length() + each.getValue().length())
          .sum();
    }
  }

  Content read() {
    var map = client.configMaps().inNamespace(namespace).withName(name).get();
    return map == null
        ? new Content(false, Map.of(), Map.of())
        : new Content(
            true,
            Objects.requireNonNullElse(map.getData(), Map.of()),
            Objects.requireNonNullElse(map.getMetadata().getAnnotations(), Map.of()));
  }

  /** Writes these lines and leaves the others; null removes a line. */
  void write(Map<String, @Nullable String> lines) {
    if (!lines.isEmpty()) {
      patch(Map.of("data", lines));
    }
  }

  /** Sets an annotation. */
  void annotate(String key, String value) {
    patch(Map.of("metadata", Map.of("annotations", Map.of(key, value))));
  }

  private void patch(Map<String, ?> content) {
    var patch = client.getKubernetesSerialization().asJson(content);
    var map = client.configMaps().inNamespace(namespace).withName(name);
    try {
      map.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
      client
          .configMaps()
          .inNamespace(namespace)
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace(namespace)
                  .endMetadata()
                  .build())
          .create();
      map.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
