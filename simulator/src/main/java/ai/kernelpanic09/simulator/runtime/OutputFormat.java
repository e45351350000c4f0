package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The JSON schema that an answer's text has to fit, and what Claude refuses in it. */
final class OutputFormat {
  private static final String AT = "output_config.format.schema: ";
  private static final List<String> UNSUPPORTED =
      List.of(
          "maxItems",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength");

  private OutputFormat() {}

  /** The schema, of Converse's own member or of the model's; empty if there is none to be read. */
  static Optional<JsonObject> schema(JsonObject body) {
    var format =
        ModelRules.additional(body)
            .getJsonObject("output_config", new JsonObject())
            .getJsonObject("format");
    if (format != null) {
      return Optional.ofNullable(format.getJsonObject("schema"));
    }
    try {
      return text(body).map(JsonObject::new);
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  /** Why Claude refuses the schema; empty if it takes it, or there is none. */
  static Optional<String> refusal(JsonObject body) {
    var schema = schema(body);
    if (schema.isEmpty()) {
      return text(body).map(t -> AT + "Input should be a valid JSON object");
    }
    return refusal((Object) schema.get());
  }

  private static Optional<String> refusal(Object value) {
    return switch (value) {
      case JsonObject object -> {
        var own = own(object);
        yield own.isPresent()
            ? own
            : object.stream()
                .filter(e -> e.getValue() != null)
                .flatMap(e -> refusal(e.getValue()).stream())
                .findFirst();
      }
      case JsonArray array ->
          array.stream().flatMap(e -> e == null ? null : refusal(e).stream()).findFirst();
      default -> Optional.empty();
    };
  }

  private static Optional<String> own(JsonObject schema) {
    if (!(schema.getValue("type") instanceof String type)) {
      return Optional.empty();
    }
    if (type.equals("object") && !Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
      return Optional.of(
          AT + "For 'object' type, 'additionalProperties' must be explicitly set to false");
    }
    return UNSUPPORTED.stream()
        .filter(schema::containsKey)
        .findFirst()
        .map(p -> AT + "For '%s' type, property '%s' is not supported".formatted(type, p));
  }

  private static Optional<String> text(JsonObject body) {
    return Optional.ofNullable(
        body.getJsonObject("outputConfig", new JsonObject())
            .getJsonObject("textFormat", new JsonObject())
            .getJsonObject("structure", new JsonObject())
            .getJsonObject("jsonSchema", new JsonObject())
            .getString("schema"));
  }
}
