package ai.kernelpanic09.webhook.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Writes equal JSON values as equal texts, whatever the order of their members. */
public final class CanonicalJson {

  public static String text(JsonNode node) {
    return sorted(node).toString();
  }

  private static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var result = JsonNodeFactory.instance.objectNode();
        object.properties().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(member -> result.set(member.getKey(), sorted(member.getValue())));
        yield result;
      }
      case ArrayNode array -> {
        var result = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> result.add(sorted(element)));
        yield result;
      }
      default -> node;
    };
  }

  private CanonicalJson() {}
}
