package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonArray;
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

  /** The text of a block of an answer. */
  static Optional<String> said(JsonObject block) {
    var cited = block.getJsonObject("citationsContent");
    return cited == null
        ? Optional.ofNullable(block.getString("text"))
        : Optional.of(cited.getJsonArray("content").getJsonObject(0).getString("text"));
  }

  /** The block of an answer with another text. */
  static JsonObject saying(JsonObject block, String text) {
    var said = new JsonObject().put("text", text);
    return block.containsKey("citationsContent")
        ? new JsonObject()
            .put(
                "citationsContent",
                block
                    .getJsonObject("citationsContent")
                    .copy()
                    .put("content", new JsonArray().add(said)))
        : said;
  }
}
