package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Members of a body of the Messages API. One that is missing is empty; one of another type, and so
 * a null, is refused in Anthropic's words.
 */
final class AnthropicMembers {
  private AnthropicMembers() {}

  static String string(JsonObject from, String name, String at) {
    if (from.getValue(name, "") instanceof String text) {
      return text;
    }
    throw invalid(at + "." + name, "string");
  }

  static JsonObject object(JsonObject from, String name, String at) {
    if (from.getValue(name, new JsonObject()) instanceof JsonObject object) {
      return object;
    }
    throw invalid(at + "." + name, "dictionary");
  }

  static JsonObject object(JsonArray from, int index, String at) {
    if (from.getValue(index) instanceof JsonObject object) {
      return object;
    }
    throw invalid(at, "dictionary");
  }

  /** An optional member, for which a null is as good as none. */
  static @Nullable JsonObject nullable(JsonObject from, String name, String at) {
    return from.getValue(name) == null ? null : object(from, name, at);
  }

  private static AwsError invalid(String at, String type) {
    return AwsError.validation("%s: Input should be a valid %s".formatted(at, type));
  }
}
