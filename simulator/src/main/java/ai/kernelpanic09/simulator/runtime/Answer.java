package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model's answer, in Converse's shape.
 *
 * @param content content blocks
 */
record Answer(List<JsonObject> content, TokenUsage usage, String stopReason) {

  static Answer text(String text, TokenUsage usage, String stopReason) {
    return new Answer(List.of(new JsonObject().put("text", text)), usage, stopReason);
  }

  String joinedText() {
    return content.stream()
        .filter(b -> b.containsKey("text"))
        .map(b -> b.getString("text"))
        .collect(Collectors.joining("\n"));
  }
}
