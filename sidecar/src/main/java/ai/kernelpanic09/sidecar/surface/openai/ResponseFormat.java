package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.core.model.ModelTraits;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form that the answer's text is to have. A schema goes to models that follow schemas; for
 * others it becomes that of a tool which the model has to use, whose input is then the answer.
 *
 * @param path of the format
 * @param schema a JSON schema; null for any object
 */
record ResponseFormat(
    Kind kind, String path, @Nullable JsonMember schema, @Nullable JsonMember name) {

  /** The tool whose input is the answer. */
  static final String TOOL = "json_output";

  private static final String ANY_OBJECT = "{\"type\":\"object\"}";

  /** Forms of an answer. */
  enum Kind {
    TEXT,
    JSON_OBJECT,
    JSON_SCHEMA
  }

  static ResponseFormat read(@Nullable JsonMember format) throws InvalidRequestException {
    if (format == null) {
      return new ResponseFormat(Kind.TEXT, "", null, null);
    }
    var members = format.members();
    members.allow(Set.of("type", "json_schema"));
    var type = members.require("type");
    return switch (type.word()) {
      case "text" -> new ResponseFormat(Kind.TEXT, format.path(), null, null);
      case "json_object" -> new ResponseFormat(Kind.JSON_OBJECT, format.path(), null, null);
      case "json_schema" -> ofSchema(format, members.require("json_schema"));
      default -> throw type.wrong("must be text, json_object or json_schema");
    };
  }

  private static ResponseFormat ofSchema(JsonMember format, JsonMember definition)
      throws InvalidRequestException {
    var members = definition.members();
    members.allow(Set.of("name", "description", "schema", "strict"));
    var schema = members.get("schema");
    if (schema != null && !schema.isObject()) {
      throw schema.wrong("must be a JSON schema");
    }
    return new ResponseFormat(Kind.JSON_SCHEMA, format.path(), schema, members.get("name"));
  }

  /**
   * Writes the format, or makes it a tool.
   *
   * @throws InvalidRequestException when the model can do neither
   */
  void write(ConverseWriter to, ModelTraits traits, ChatTools tools)
      throws InvalidRequestException {
    if (kind == Kind.TEXT) {
      return;
    }
    if (schema != null && traits.takes(ModelFeature.JSON_SCHEMA)) {
      to.fields().schema(path, schema.json(), name == null ? null : name.word(), null);
      return;
    }
    if (!traits.takes(ModelFeature.TOOL_CHOICE_TOOL)) {
      throw new InvalidRequestException(path, "the model can't be made to answer in JSON");
    }
    tools.answerBy(path, schema == null ? to.json(ANY_OBJECT) : to.value(schema));
  }
}
