package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import org.jspecify.annotations.Nullable;

/** Writes a value that fits a JSON schema: every property, the first of every choice. */
final class SchemaWriter {
  /** Where a schema contains itself: below that depth only what is required. */
  private static final int DEEPEST = 6;

  private final JsonObject root;
  private final String text;

  private SchemaWriter(JsonObject root, String text) {
    this.root = root;
    this.text = text;
  }

  /**
   * The members of an object that fits.
   *
   * @param text stands in strings that may be any
   */
  static JsonObject object(JsonObject schema, String text) {
    return new SchemaWriter(schema, text).value(schema, 0) instanceof JsonObject object
        ? object
        : new JsonObject();
  }

  /** The text of a value that fits. */
  static String text(JsonObject schema, String text) {
    return Json.encode(new SchemaWriter(schema, text).value(schema, 0));
  }

  private @Nullable Object value(JsonObject schema, int depth) {
    if (schema.containsKey("const")) {
      return schema.getValue("const");
    }
    if (schema.getValue("enum") instanceof JsonArray values && !values.isEmpty()) {
      return values.getValue(0);
    }
    if (schema.getValue("$ref") instanceof String ref
        && JsonPointer.from(ref.substring(1)).queryJson(root) instanceof JsonObject named) {
      return value(named, depth + 1);
    }
    for (var choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.getValue(choice) instanceof JsonArray choices && !choices.isEmpty()) {
        return value(choices.getJsonObject(depth > DEEPEST ? choices.size() - 1 : 0), depth);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> schema.getLong("minimum", 1L);
      case "number" -> schema.getDouble("minimum", 1.5);
      case "boolean" -> true;
      case "null" -> null;
      default -> string(schema);
    };
  }

  private static String type(JsonObject schema) {
    return switch (schema.getValue("type")) {
      case String type -> type;
      case JsonArray types when !types.isEmpty() -> types.getString(0);
      case null, default -> schema.containsKey("properties") ? "object" : "string";
    };
  }

  private JsonObject object(JsonObject schema, int depth) {
    var object = new JsonObject();
    var required = schema.getJsonArray("required", new JsonArray());
    for (var property : schema.getJsonObject("properties", new JsonObject())) {
      if (depth < DEEPEST || required.contains(property.getKey())) {
        // A schema may be true, which any value fits.
        var of = property.getValue() instanceof JsonObject schemaOf ? schemaOf : new JsonObject();
        object.put(property.getKey(), value(of, depth + 1));
      }
    }
    return object;
  }

  private JsonArray array(JsonObject schema, int depth) {
    var array = new JsonArray();
    int wanted = schema.getInteger("minItems", depth < DEEPEST ? 1 : 0);
    for (int i = 0; i < wanted; i++) {
      array.add(value(schema.getJsonObject("items", new JsonObject()), depth + 1));
    }
    return array;
  }

  private String string(JsonObject schema) {
    return switch (schema.getString("format", "")) {
      case "date-time" -> "2026-01-01T00:00:00Z";
      case "date" -> "2026-01-01";
      case "time" -> "00:00:00Z";
      case "duration" -> "P1D";
      case "email" -> "someone@example.com";
      case "hostname" -> "example.com";
      case "uri" -> "https://example.com/";
      case "ipv4" -> "192.0.2.1";
      case "ipv6" -> "2001:db8::1";
      case "uuid" -> "00000000-0000-4000-8000-000000000000";
      default -> text;
    };
  }
}
