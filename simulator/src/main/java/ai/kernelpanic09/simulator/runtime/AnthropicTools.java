package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tools of the Messages API, in Converse's shape. */
final class AnthropicTools {
  private AnthropicTools() {}

  static JsonObject toConverse(JsonObject body) {
    var translated = new JsonArray();
    var tools = body.getJsonArray("tools");
    for (int i = 0; i < tools.size(); i++) {
      var tool = tools.getJsonObject(i);
      translated.add(new JsonObject().put("toolSpec", specification(tool)));
      AnthropicBlocks.cachePoint(tool).ifPresent(translated::add);
    }
    var config = new JsonObject().put("tools", translated);
    return body.getValue("tool_choice") instanceof JsonObject choice
        ? config.put("toolChoice", choice(choice))
        : config;
  }

  private static JsonObject specification(JsonObject tool) {
    var specification =
        new JsonObject()
            .put("name", tool.getString("name", ""))
            .put(
                "inputSchema",
                new JsonObject().put("json", tool.getJsonObject("input_schema", new JsonObject())));
    return tool.containsKey("description")
        ? specification.put("description", tool.getString("description"))
        : specification;
  }

  private static JsonObject choice(JsonObject choice) {
    var type = choice.getString("type", "");
    return switch (type) {
      case "auto", "any" -> new JsonObject().put(type, new JsonObject());
      case "none" -> new JsonObject().put("auto", new JsonObject());
      case "tool" ->
          new JsonObject().put("tool", new JsonObject().put("name", choice.getString("name", "")));
      default ->
          throw AwsError.validation(
              "tool_choice: Input tag '%s' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'"
                  .formatted(type));
    };
  }
}
