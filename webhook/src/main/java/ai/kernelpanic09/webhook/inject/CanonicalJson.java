package ai.kernelpanic09.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** One text for one JSON value, whatever the order of its members. */
final class CanonicalJson {

  static String text(JsonNode node) {
    return sorted(node).toString();
  }

  /** SHA-256 of the text's UTF-8, in hex. */
  static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
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
