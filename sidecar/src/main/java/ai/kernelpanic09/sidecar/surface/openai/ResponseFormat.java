package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ModelFields;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form that the answer's text is to have. A schema goes to models that follow schemas; for
 * others it becomes that of a tool which the model has to use, whose input is then the answer.
 *
 * @param path of the format
 * @param schema a JSON schema; null for any object
 * @param name of the schema; null for none
 * @param description of the schema; null for none
 */
record ResponseFormat(
    Kind kind,
    String path,
    @Nullable JsonMember schema,
    @Nullable String name,
    @Nullable String description) {

  /** The tool whose input is the answer. */
  static final String TOOL = "json_output";

  private static final Set<String> BOUNDS =
      Set.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength");

  private static final String ANY_OBJECT = "{\"type\":\"object\"}";

  /** Forms of an answer. */
  enum Kind {
    TEXT,
    JSON_OBJECT,
    JSON_SCHEMA
  }

  /** The member {@code response_format} of chat completions. */
  static ResponseFormat nested(@Nullable JsonMember format) throws InvalidRequestException {
    return read(
        format,
        members -> {
          members.allow(Set.of("type", "json_schema"));
          var definition = members.require("json_schema").members();
          definition.allow(Set.of("name", "description", "schema", "strict"));
          return definition;
        });
  }

  /** The member {@code text.format} of responses. */
  static ResponseFormat flat(@Nullable JsonMember format) throws InvalidRequestException {
    return read(
        format,
        members -> {
          members.allow(Set.of("type", "name", "description", "schema", "strict"));
          return members;
        });
  }

  /** Finds what is said of a schema. */
  @FunctionalInterface
  private interface Definition {
    JsonMembers of(JsonMembers format) throws InvalidRequestException;
  }

  private static ResponseFormat read(@Nullable JsonMember format, Definition definition)
      throws InvalidRequestException {
    if (format == null) {
      return new ResponseFormat(Kind.TEXT, "", null, null, null);
    }
    var members = format.members();
    var type = members.require("type");
    return switch (type.word()) {
      case "text" -> without(Kind.TEXT, format, members);
      case "json_object" -> without(Kind.JSON_OBJECT, format, members);
      case "json_schema" -> ofSchema(format, definition.of(members));
      default -> throw type.wrong("must be text, json_object or json_schema");
    };
  }

  private static ResponseFormat without(Kind kind, JsonMember format, JsonMembers members)
      throws InvalidRequestException {
    members.allow(Set.of("type"));
    return new ResponseFormat(kind, format.path(), null, null, null);
  }

  private static ResponseFormat ofSchema(JsonMember format, JsonMembers definition)
      throws InvalidRequestException {
    var schema = definition.get("schema");
    if (schema != null) {
      if (!schema.isObject()) {
        throw schema.wrong("must be a JSON schema");
      }
      schema.atMost(ModelFields.MAX_SCHEMA_BYTES);
    }
    var strict = definition.get("strict");
    if (strict != null) {
      // Where the model can follow a schema it always does: more than is asked without it.
      strict.flag();
    }
    return new ResponseFormat(
        Kind.JSON_SCHEMA,
        format.path(),
        schema,
        word(definition.get("name")),
        word(definition.get("description")));
  }

  private static @Nullable String word(@Nullable JsonMember text) throws InvalidRequestException {
    return text == null ? null : text.word();
  }

  /**
   * Writes the format, or makes it a tool.
   *
   * @throws InvalidRequestException when the model can do neither
   */
  void write(ConverseWriter to, NamedModel model, FunctionTools tools)
      throws InvalidRequestException {
    if (kind == Kind.TEXT) {
      return;
    }
    var traits = model.traits();
    if (schema != null
        && traits.takes(ModelFeature.JSON_SCHEMA)
        && (traits.takes(ModelFeature.SCHEMA_BOUNDS) || !hasBounds(schema))) {
      to.fields().schema(path, schema, name, description);
      return;
    }
    if (!traits.takes(ModelFeature.TOOL_CHOICE_TOOL)) {
      throw new InvalidRequestException(path, "the model can't be made to answer in JSON");
    }
    tools.answerBy(
        path,
        description == null || description.isBlank() ? null : to.text(description),
        schema == null ? to.json(ANY_OBJECT) : to.value(schema));
  }

  /**
   * Whether a schema has a word that bounds numbers or lengths. A property of such a name counts
   * too, which costs no more than the other way to an answer in JSON.
   */
  private static boolean hasBounds(JsonMember schema) throws InvalidRequestException {
    var from = schema.scanner();
    for (var depth = 1; depth > 0; ) {
      switch (from.next()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case NAME -> {
          if (BOUNDS.contains(from.text())) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }
}
