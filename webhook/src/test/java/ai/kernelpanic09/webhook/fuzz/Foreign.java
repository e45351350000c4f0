package ai.kernelpanic09.webhook.fuzz;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Compares a pod before and after the injection, without a word of how the injection works: all
 * that was there is there still, in its order and to the last byte, and only what a sidecar needs
 * has come.
 */
public final class Foreign {

  private static final Set<String> LISTS_THAT_GROW =
      Set.of("/spec/containers", "/spec/initContainers", "/spec/volumes", "/spec/hostAliases");
  private static final Set<String> OUR_NAMES =
      Set.of(Names.SIDECAR_CONTAINER, Names.IDENTITY_VOLUME, Names.JOURNAL_VOLUME);

  /** Annotations to whose value ours is added; and the proof, which is nobody else's to write. */
  private static final Set<String> MERGED =
      Set.of(
          Keys.SIDECAR_PROOF,
          "traffic.sidecar.istio.io/excludeInboundPorts",
          "traffic.sidecar.istio.io/excludeOutboundPorts",
          "config.linkerd.io/skip-inbound-ports",
          "config.linkerd.io/skip-outbound-ports",
          "eks.amazonaws.com/skip-containers");

  private final List<String> lost = new ArrayList<>();

  /** Everything that was lost, changed, or added where nothing of ours belongs. */
  public static List<String> lost(JsonNode before, JsonNode after) {
    var comparison = new Foreign();
    comparison.compare("", before, after);
    return comparison.lost;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
      object(path, from, to);
    } else if (before instanceof ArrayNode from && after instanceof ArrayNode to) {
      array(path, from, to);
    } else if (!before.toString().equals(after.toString()) && !isEmptyPlace(path, before)) {
      lost.add(path + ": " + before + " became " + after);
    }
  }

  private void object(String path, ObjectNode before, ObjectNode after) {
    for (var member : before.properties()) {
      var at = path + "/" + member.getKey();
      var now = after.get(member.getKey());
      if (now == null) {
        lost.add(at + " is gone");
      } else if (!path.equals("/metadata/annotations") || !MERGED.contains(member.getKey())) {
        compare(at, member.getValue(), now);
      } else if (!member.getKey().equals(Keys.SIDECAR_PROOF)
          && !words(now).containsAll(words(member.getValue()))) {
        lost.add(at + " has lost words: " + member.getValue() + " became " + now);
      }
    }
    for (var member : after.properties()) {
      if (!before.has(member.getKey()) && !mayCome(path, member.getKey())) {
        lost.add(path + "/" + member.getKey() + " came");
      }
    }
  }

  private static List<String> words(JsonNode list) {
    return Arrays.stream(list.asText().split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean mayCome(String path, String member) {
    return switch (path) {
      case "" -> member.equals("metadata");
      case "/metadata" -> member.equals("annotations");
      case "/metadata/annotations" ->
          MERGED.contains(member)
              || member.startsWith("ai.kernelpanic09.io/sidecar-")
              || member.equals("kubectl.kubernetes.io/default-container")
              || member.startsWith("prometheus.io/");
      case "/spec" -> LISTS_THAT_GROW.contains("/spec/" + member);
      default ->
          (isContainer(path) && member.equals("env"))
              || (path.matches("/spec/hostAliases/[0-9]+") && member.equals("hostnames"));
    };
  }

  private static boolean isContainer(String path) {
    return path.matches("/spec/(initContainers|containers)/[0-9]+");
  }

  /** Where there was nothing, or null, or no list, ours may stand. */
  private static boolean isEmptyPlace(String path, JsonNode before) {
    return before.isNull()
        && (grows(path) || path.equals("/metadata/annotations") || path.equals("/metadata"));
  }

  private static boolean grows(String path) {
    return LISTS_THAT_GROW.contains(path)
        || path.matches("/spec/hostAliases/[0-9]+/hostnames")
        || (path.endsWith("/env") && isContainer(path.substring(0, path.length() - 4)));
  }

  /** The former elements in their order, with none but ours between them. */
  private void array(String path, ArrayNode before, ArrayNode after) {
    var next = 0;
    for (var element : after) {
      if (next < before.size() && isSame(path, before.get(next), element)) {
        compare(path + "/" + next, before.get(next), element);
        next++;
      } else if (!grows(path) || !isOurs(path, element)) {
        lost.add(path + ": " + element + " came, or another is gone");
        return;
      }
    }
    if (next < before.size()) {
      lost.add(path + "/" + next + " is gone");
    }
  }

  private static boolean isSame(String path, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return true;
    }
    var key = path.equals("/spec/hostAliases") ? "ip" : "name";
    return before.isObject()
        && before.path(key).toString().equals(after.path(key).toString())
        && path.startsWith("/spec/")
        && !path.endsWith("/env")
        && !path.endsWith("/volumes");
  }

  private static boolean isOurs(String path, JsonNode element) {
    return switch (path) {
      case "/spec/hostAliases" -> element.path("ip").asText().equals("127.0.0.1");
      case "/spec/containers", "/spec/initContainers", "/spec/volumes" ->
          OUR_NAMES.contains(element.path("name").asText());
      default ->
          path.endsWith("/env")
              ? element.path("name").isTextual() && element.path("value").isTextual()
              : element.asText().startsWith("model-");
    };
  }
}
