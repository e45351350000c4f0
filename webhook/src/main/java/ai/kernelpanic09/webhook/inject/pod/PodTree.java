package ai.kernelpanic09.webhook.inject.pod;

import ai.kernelpanic09.api.Names;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads and changes the parts of a pod's JSON that injection deals with. */
public final class PodTree {

  public static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  /** Containers that meshes add: they are not the app, and stay as they are. */
  private static final Set<String> MESH_CONTAINERS =
      Set.of(
          "istio-init",
          "istio-validation",
          "istio-proxy",
          "linkerd-init",
          "linkerd-network-validator",
          "linkerd-proxy");

  public static String name(JsonNode named) {
    return named.path("name").asText();
  }

  public static boolean isSidecar(JsonNode container) {
    return name(container).equals(Names.SIDECAR_CONTAINER);
  }

  public static boolean isMesh(JsonNode container) {
    return MESH_CONTAINERS.contains(name(container));
  }

  public static boolean isMeshProxy(JsonNode container) {
    return name(container).equals("istio-proxy") || name(container).equals("linkerd-proxy");
  }

  public static boolean isNativeSidecar(JsonNode container) {
    return container.path("restartPolicy").asText().equals("Always");
  }

  public static boolean isOurVolume(String name) {
    return name.equals(Names.IDENTITY_VOLUME) || name.equals(Names.JOURNAL_VOLUME);
  }

  /** All containers of all lists. */
  public static Stream<JsonNode> containers(JsonNode pod) {
    return CONTAINER_LISTS.stream().flatMap(list -> stream(pod.path("spec").path(list)));
  }

  /** The annotation's value; empty if it is absent, or null as a manifest may have it. */
  public static String annotation(JsonNode pod, String key) {
    return pod.path("metadata").path("annotations").path(key).asText("");
  }

  public static boolean hasAnnotation(JsonNode pod, String key) {
    return pod.path("metadata").path("annotations").has(key);
  }

  /** The label's value; empty if it is absent, or null as a manifest may have it. */
  public static String label(JsonNode pod, String key) {
    return pod.path("metadata").path("labels").path(key).asText("");
  }

  public static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** The member as an object, added if it is absent or null. */
  public static ObjectNode object(ObjectNode parent, String member) {
    return parent.get(member) instanceof ObjectNode present ? present : parent.putObject(member);
  }

  /** The member as a list, added if it is absent or null. */
  public static ArrayNode array(ObjectNode parent, String member) {
    return parent.get(member) instanceof ArrayNode present ? present : parent.putArray(member);
  }

  /** Removes the elements that match, and the list itself if that empties it. */
  public static void removeFrom(ObjectNode parent, String member, Predicate<JsonNode> matches) {
    if (!(parent.get(member) instanceof ArrayNode list) || list.isEmpty()) {
      return;
    }
    for (var i = list.size() - 1; i >= 0; i--) {
      if (matches.test(list.get(i))) {
        list.remove(i);
      }
    }
    if (list.isEmpty()) {
      parent.remove(member);
    }
  }

  private PodTree() {}
}
