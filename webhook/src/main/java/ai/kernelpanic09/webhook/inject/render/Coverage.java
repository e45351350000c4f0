package ai.kernelpanic09.webhook.inject.render;

import ai.kernelpanic09.webhook.inject.plan.KubernetesQuantity;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.SealedParts;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Tells whether a live object is a rendering of ours plus additions of the API server and its
 * plugins. If it is, injection keeps it, so that a second admission changes nothing.
 */
public final class Coverage {

  public static boolean covers(JsonNode live, JsonNode rendered) {
    return switch (rendered) {
      case ObjectNode object ->
          object.properties().stream()
              .allMatch(
                  member ->
                      live.has(member.getKey())
                          && covers(live.get(member.getKey()), member.getValue()));
      case ArrayNode array -> coversAll(live, array);
      default -> live.equals(rendered) || sameQuantity(live, rendered);
    };
  }

  private static boolean coversAll(JsonNode live, ArrayNode rendered) {
    var present = PodTree.stream(live).filter(element -> !SealedParts.isApiToken(element)).toList();
    if (present.size() != rendered.size()) {
      return false;
    }
    for (var i = 0; i < rendered.size(); i++) {
      if (!covers(present.get(i), rendered.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The API server writes {@code 0.5} as {@code 500m}. */
  private static boolean sameQuantity(JsonNode live, JsonNode rendered) {
    return live.isTextual()
        && rendered.isTextual()
        && KubernetesQuantity.equal(live.asText(), rendered.asText());
  }

  private Coverage() {}
}
