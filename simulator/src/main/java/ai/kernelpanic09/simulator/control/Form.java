package ai.kernelpanic09.simulator.control;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Reads members of control documents; a missing or unknown member is an error that names it. */
final class Form {
  private Form() {}

  static void only(JsonObject json, String... allowed) {
    for (var name : json.fieldNames()) {
      if (!Set.of(allowed).contains(name)) {
        throw new IllegalArgumentException("unknown member: " + name);
      }
    }
  }

  static String text(JsonObject json, String name) {
    if (json.getValue(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new IllegalArgumentException(name + ": a string is required");
  }

  static JsonObject object(JsonObject json, String name) {
    if (json.getValue(name) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException(name + ": an object is required");
  }
}
