package ai.kernelpanic09.webhook.inject.annotation;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.facts.NamespaceFacts;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds the annotations that tell others about the sidecar: scrapers, kubectl, EKS, meshes. */
public final class PodAnnotations {

  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
  private static final String SKIP_CONTAINERS = "eks.amazonaws.com/skip-containers";
  private static final String SCRAPE = "prometheus.io/scrape";
  private static final String SCRAPE_PORT = "prometheus.io/port";
  private static final String SCRAPE_PATH = "prometheus.io/path";

  private static final Set<String> WHOLE =
      Set.of(DEFAULT_CONTAINER, SCRAPE, SCRAPE_PORT, SCRAPE_PATH);

  private static final Set<String> LISTS =
      Arrays.stream(Mesh.values())
          .flatMap(mesh -> List.of(mesh.inboundKey(), mesh.outboundKey()).stream())
          .collect(Collectors.collectingAndThen(Collectors.toSet(), PodAnnotations::withSkip));

  /** Stands beside the words that were added to an annotation which was there and had none. */
  private static final String WAS_EMPTY = "";

  private final ObjectNode annotations;
  private final List<String> added = new ArrayList<>();
  private final Map<String, List<String>> merged = new TreeMap<>();

  public PodAnnotations(ObjectNode annotations) {
    this.annotations = annotations;
  }

  /** Adds every annotation that a pod with a sidecar needs. */
  public void add(ObjectNode pod, NamespaceFacts namespace) {
    PodTree.stream(pod.path("spec").path("containers"))
        .filter(container -> !PodTree.isSidecar(container) && !PodTree.isMesh(container))
        .findFirst()
        .ifPresent(app -> addIfAbsent(DEFAULT_CONTAINER, PodTree.name(app)));
    if (!annotations.has(SCRAPE)
        && !annotations.has(SCRAPE_PORT)
        && !annotations.has(SCRAPE_PATH)) {
      addIfAbsent(SCRAPE, "true");
      addIfAbsent(SCRAPE_PORT, Integer.toString(Names.SIDECAR_METRICS_PORT));
      addIfAbsent(SCRAPE_PATH, "/metrics");
    }
    // Otherwise EKS would give the sidecar the app's AWS identity.
    merge(SKIP_CONTAINERS, Names.SIDECAR_CONTAINER);
    for (var mesh : Mesh.values()) {
      if (mesh.joins(pod, namespace)) {
        // Under strict mTLS the proxy refuses the kubelet's probes, which come from outside the
        // mesh.
        mergePort(mesh.inboundKey(), Names.SIDECAR_METRICS_PORT);
        mergePort(mesh.outboundKey(), Names.CONTROL_PORT);
      }
    }
  }

  public List<String> added() {
    return added;
  }

  public Map<String, List<String>> merged() {
    return merged;
  }

  /** Removes the additions of a former injection, and nothing that injection never adds. */
  public static void strip(ObjectNode annotations, InjectionStatus former) {
    former.annotations().stream().filter(WHOLE::contains).forEach(annotations::remove);
    former
        .merged()
        .forEach(
            (key, words) -> {
              if (LISTS.contains(key) && annotations.has(key)) {
                var left =
                    words(annotations.path(key)).stream()
                        .filter(word -> !words.contains(word))
                        .toList();
                if (left.isEmpty() && !words.contains(WAS_EMPTY)) {
                  annotations.remove(key);
                } else {
                  annotations.put(key, String.join(",", left));
                }
              }
            });
  }

  private static Set<String> withSkip(Set<String> keys) {
    keys.add(SKIP_CONTAINERS);
    return Set.copyOf(keys);
  }

  private void addIfAbsent(String key, String value) {
    if (!annotations.has(key)) {
      annotations.put(key, value);
      added.add(key);
    }
  }

  private void mergePort(String key, int port) {
    var present = words(annotations.path(key)).stream();
    if (present.noneMatch(word -> includes(word, port))) {
      merge(key, Integer.toString(port));
    }
  }

  private void merge(String key, String word) {
    var words = new ArrayList<>(words(annotations.path(key)));
    if (!words.contains(word)) {
      var wasEmpty = words.isEmpty() && annotations.has(key);
      words.add(word);
      annotations.put(key, String.join(",", words));
      merged.put(key, wasEmpty ? List.of(WAS_EMPTY, word) : List.of(word));
    }
  }

  /** Linkerd takes ranges such as {@code 4000-5000}. */
  private static boolean includes(String word, int port) {
    var dash = word.indexOf('-');
    try {
      return dash < 0
          ? Integer.parseInt(word) == port
          : Integer.parseInt(word.substring(0, dash).strip()) <= port
              && port <= Integer.parseInt(word.substring(dash + 1).strip());
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A manifest may hold null where the API server stores an empty text. */
  private static List<String> words(JsonNode list) {
    return Arrays.stream(list.asText("").split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
