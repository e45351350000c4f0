package ai.kernelpanic09.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks a value's types, members and bounds against a schema. Unlike an API server it refuses an
 * empty member ({@code costBudget:} with nothing behind it) instead of dropping it.
 */
final class SchemaCheck {

  private final List<Problem> problems = new ArrayList<>();

  private SchemaCheck() {}

  /** The problems of the value's shape, in the order of the value. */
  static List<Problem> problems(Schema schema, JsonNode value, String path) {
    var check = new SchemaCheck();
    check.check(schema, value, path);
    return check.problems;
  }

  /** Adds the schema's defaults for members that are left out. */
  static void complete(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      schema
          .properties()
          .forEach(
              (name, below) -> {
                var standIn = below.standIn();
                if (standIn != null && !object.has(name)) {
                  object.set(name, standIn.deepCopy());
                }
                if (object.has(name)) {
                  complete(below, object.get(name));
                }
              });
    }
    var items = schema.items();
    if (items != null) {
      value.forEach(each -> complete(items, each));
    }
  }

  private void check(Schema schema, JsonNode value, String path) {
    if (value.isNull()) {
      if (!schema.type().isEmpty()) {
        problem(path, "has no value: give it one, or take the field out");
      }
      return;
    }
    if (!isOfType(schema.type(), value)) {
      problem(path, "must be " + article(schema.type()) + ", not " + told(value));
      return;
    }
    if (!schema.allowed().isEmpty() && !schema.allowed().contains(value)) {
      var names = schema.allowed().stream().map(JsonNode::asText).collect(Collectors.joining(", "));
      problem(path, "must be one of " + names + ", not " + told(value));
    }
    switch (value.getNodeType()) {
      case OBJECT -> members(schema, (ObjectNode) value, path);
      case ARRAY -> elements(schema, value, path);
      case STRING -> text(schema, value.textValue(), path);
      case NUMBER -> {
        var violation = schema.value().violation(value.doubleValue());
        if (violation != null) {
          problem(path, "must be " + violation + ", not " + value.asText());
        }
      }
      default -> {
        // A boolean has no bounds.
      }
    }
  }

  private void members(Schema schema, ObjectNode value, String path) {
    value
        .properties()
        .forEach(
            member -> {
              var name = member.getKey();
              var below = schema.properties().getOrDefault(name, schema.values());
              var at = path.isEmpty() ? name : path + "." + name;
              if (below != null) {
                check(below, member.getValue(), at);
              } else if (!schema.anyMember() && !schema.type().isEmpty()) {
                problem(at, "is no field" + Nearest.hint(name, schema.properties().keySet()));
              }
            });
    for (var name : schema.required()) {
      if (!value.has(name)) {
        problem(path.isEmpty() ? name : path + "." + name, "is missing");
      }
    }
  }

  private void elements(Schema schema, JsonNode value, String path) {
    size(schema, value.size(), path, "elements");
    var seen = new HashSet<Object>();
    for (var i = 0; i < value.size(); i++) {
      var each = value.get(i);
      var items = schema.items();
      if (items != null) {
        check(items, each, path + "[" + i + "]");
      }
      var key = schema.keys().isEmpty() ? each : schema.keys().stream().map(each::path).toList();
      if (schema.unique() && !seen.add(key)) {
        problem(path + "[" + i + "]", "is there twice");
      }
    }
  }

  private void text(Schema schema, String value, String path) {
    size(schema, value.codePointCount(0, value.length()), path, "characters");
    var pattern = schema.pattern();
    if (pattern != null && !pattern.matcher(value).find()) {
      problem(path, "'" + value + "' does not match " + pattern.pattern());
    }
  }

  private void size(Schema schema, int size, String path, String what) {
    var violation = schema.length().violation(size);
    if (violation != null) {
      problem(path, "must have " + violation + " " + what + ", not " + size);
    }
  }

  private void problem(String path, String message) {
    problems.add(new Problem(path, message));
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "" -> true;
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "number" -> value.isNumber();
      case "integer" -> value.canConvertToLong() && value.isIntegralNumber();
      case Schema.INT_OR_STRING -> value.isIntegralNumber() || value.isTextual();
      default -> throw new IllegalStateException("the schema has an unknown type: " + type);
    };
  }

  private static String article(String type) {
    return switch (type) {
      case "object", "array", "integer" -> "an " + type;
      case "string" -> "a text (in quotes)";
      case Schema.INT_OR_STRING -> "an integer or a text";
      default -> "a " + type;
    };
  }

  private static String told(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "the text '" + value.textValue() + "'";
      case NUMBER -> "the number " + value.asText();
      default -> value.asText();
    };
  }
}
