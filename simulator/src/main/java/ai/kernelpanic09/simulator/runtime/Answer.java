package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A model's answer, in Converse's shape.
 *
 * @param content content blocks
 * @param stopSequence the sequence that ended it; empty if none did
 */
record Answer(List<JsonObject> content, TokenUsage usage, String stopReason, String stopSequence) {

  static Answer text(String text, TokenUsage usage, String stopReason) {
    return new Answer(List.of(new JsonObject().put("text", text)), usage, stopReason, "");
  }

  String joinedText() {
    return texts().stream().collect(Collectors.joining("\n"));
  }

  /** The texts that a reader of it sees, cited or not. */
  List<String> texts() {
    return content.stream().flatMap(b -> Texts.said(b).stream()).toList();
  }

  Answer map(UnaryOperator<JsonObject> blocks) {
    return new Answer(content.stream().map(blocks).toList(), usage, stopReason, stopSequence);
  }
}
