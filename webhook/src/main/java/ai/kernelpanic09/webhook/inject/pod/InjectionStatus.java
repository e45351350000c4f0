package ai.kernelpanic09.webhook.inject.pod;

import ai.kernelpanic09.api.Keys;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The status annotation: the additions of one injection, so that the next can remove them.
 *
 * @param version of the operator that injected
 * @param mode {@code native}, {@code container} or {@code gateway}
 * @param hash of the rendered container and volumes, by which outdated pods are found
 * @param env names of added variables by container
 * @param hostnames that resolve to the sidecar
 * @param annotations added as a whole
 * @param merged words added to annotations that are comma lists, by annotation; an empty one says
 *     that the annotation was there before, without any
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({
  "version",
  "mode",
  "hash",
  "endpoints",
  "env",
  "hostnames",
  "annotations",
  "merged"
})
public record InjectionStatus(
    String version,
    String mode,
    String hash,
    List<String> endpoints,
    Map<String, List<String>> env,
    List<String> hostnames,
    List<String> annotations,
    Map<String, List<String>> merged) {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public static final InjectionStatus NONE =
      new InjectionStatus("", "", "", List.of(), Map.of(), List.of(), List.of(), Map.of());

  /** Takes absent members as empty. */
  public InjectionStatus(
      @Nullable String version,
      @Nullable String mode,
      @Nullable String hash,
      @Nullable List<String> endpoints,
      @Nullable Map<String, List<String>> env,
      @Nullable List<String> hostnames,
      @Nullable List<String> annotations,
      @Nullable Map<String, List<String>> merged) {
    this.version = version == null ? "" : version;
    this.mode = mode == null ? "" : mode;
    this.hash = hash == null ? "" : hash;
    this.endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    this.env = env == null ? Map.of() : copyOf(env);
    this.hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
    this.annotations = annotations == null ? List.of() : List.copyOf(annotations);
    this.merged = merged == null ? Map.of() : copyOf(merged);
  }

  /** Throws on null, as the copies of lists do: a status by hand may hold it anywhere. */
  private static Map<String, List<String>> copyOf(Map<String, List<String>> lists) {
    var copy = new TreeMap<String, List<String>>();
    lists.forEach((key, words) -> copy.put(key, List.copyOf(words)));
    return copy;
  }

  /**
   * Reads a pod's status annotation; empty if it carries none.
   *
   * @throws IllegalArgumentException if the annotation is not what the webhook writes
   */
  public static Optional<InjectionStatus> of(JsonNode pod) {
    if (!PodTree.hasAnnotation(pod, Keys.SIDECAR_STATUS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          MAPPER.readValue(PodTree.annotation(pod, Keys.SIDECAR_STATUS), InjectionStatus.class));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IllegalArgumentException("not a status as the webhook writes it", e);
    }
  }

  public String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of strings is always JSON", e);
    }
  }
}
