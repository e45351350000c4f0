package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A native body that holds one prompt, as a conversation in Converse's shape. */
final class PromptBody {
  private PromptBody() {}

  /**
   * A conversation of one message.
   *
   * @param maxTokens the native default where the body has none
   */
  static JsonObject toConverse(String prompt, int maxTokens, JsonArray stopSequences) {
    var content = new JsonArray().add(new JsonObject().put("text", prompt));
    var config = new JsonObject().put("maxTokens", maxTokens);
    if (!stopSequences.isEmpty()) {
      config.put("stopSequences", stopSequences);
    }
    return new JsonObject()
        .put(
            "messages",
            new JsonArray().add(new JsonObject().put("role", "user").put("content", content)))
        .put("inferenceConfig", config);
  }
}
