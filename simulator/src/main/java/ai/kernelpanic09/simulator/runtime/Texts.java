package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The plain text of a content block. */
final class Texts {
  private Texts() {}

  static Optional<String> of(JsonObject block) {
    if (block.containsKey("text")) {
      return Optional.of(block.getString("text"));
    }
    return guarded(block);
  }

  /** The text that a guardContent block marks for the guardrail. */
  static Optional<String> guarded(JsonObject block) {
    var guard = block.getJsonObject("guardContent");
    if (guard != null && guard.containsKey("text")) {
      return Optional.of(guard.getJsonObject("text").getString("text"));
    }
    return Optional.empty();
  }
}
