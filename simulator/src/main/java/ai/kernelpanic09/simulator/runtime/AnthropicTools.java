package ai.kernelpanic09.simulator.runtime;

import static ai.kernelpanic09.simulator.runtime.AnthropicMembers.object;
import static ai.kernelpanic09.simulator.runtime.AnthropicMembers.string;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tools of the Messages API, in Converse's shape. */
final class AnthropicTools {
  private AnthropicTools() {}

  static JsonObject toConverse(JsonObject body) {
    var translated = new JsonArray();
    if (!(body.getValue("tools") instanceof JsonArray tools)) {
      throw AwsError.validation("tools: Input should be a valid list");
    }
    for (int i = 0; i < tools.size(); i++) {
      var at = "tools." + i;
      var tool = AnthropicMembers.object(tools, i, at);
      translated.add(new JsonObject().put("toolSpec", specification(tool, at)));
      AnthropicBlocks.cachePoint(tool, at).ifPresent(translated::add);
    }
    var config = new JsonObject().put("tools", translated);
    return body.getValue("tool_choice") instanceof JsonObject choice
        ? config.put("toolChoice", choice(choice))
        : config;
  }

  private static JsonObject specification(JsonObject tool, String at) {
    var specification =
        new JsonObject()
            .put("name", string(tool, "name", at))
            .put("inputSchema", new JsonObject().put("json", object(tool, "input_schema", at)));
    return tool.getValue("description") == null
        ? specification
        : specification.put("description", string(tool, "description", at));
  }

  private static JsonObject choice(JsonObject choice) {
    var type = string(choice, "type", "tool_choice");
    return switch (type) {
      case "auto", "any" -> new JsonObject().put(type, new JsonObject());
      case "none" -> new JsonObject().put("auto", new JsonObject());
      case "tool" ->
          new JsonObject()
              .put("tool", new JsonObject().put("name", string(choice, "name", "tool_choice")));
      default ->
          throw AwsError.validation(
              "tool_choice: Input tag '%s' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'"
                  .formatted(type));
    };
  }
}
