package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.core.model.ModelTraits;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Members of a call that only some families of models take: thinking, effort, {@code top_k}, and a
 * schema for the answer.
 */
public final class ModelFields {

  /** The way of showing thoughts in which there is something to see. */
  public static final String SUMMARIZED = "summarized";

  /** Of a schema for the answer. */
  public static final int MAX_SCHEMA_BYTES = 256 << 10;

  private final WorstCaseTally tally;
  private final FeatureNotes features;
  private final Map<String, String> additional = new LinkedHashMap<>();
  private @Nullable String schema;
  private @Nullable String effort;
  private @Nullable String told;

  ModelFields(WorstCaseTally tally, FeatureNotes features) {
    this.tally = tally;
    this.features = features;
  }

  /**
   * Thinking with a budget, as Claude takes it.
   *
   * @param path of the caller's member
   */
  public void thinkingEnabled(String path, long budgetTokens) {
    thinkingEnabled(path, budgetTokens, null);
  }

  /**
   * The same, with a say in how thoughts are shown.
   *
   * @param display a word of Claude's, such as {@code omitted}; null for the model's own way
   */
  public void thinkingEnabled(String path, long budgetTokens, @Nullable String display) {
    features.note(ModelFeature.THINKING_ENABLED, path);
    additional.put(
        "thinking",
        "{\"type\":\"enabled\",\"budget_tokens\":" + budgetTokens + displayed(display) + "}");
  }

  /**
   * Thinking as long as the model finds it useful, as Claude takes it.
   *
   * @param path of the caller's member
   */
  public void thinkingAdaptive(String path) {
    thinkingAdaptive(path, null);
  }

  /**
   * The same, with a say in how thoughts are shown.
   *
   * @param display a word of Claude's, such as {@code omitted}; null for the model's own way
   */
  public void thinkingAdaptive(String path, @Nullable String display) {
    features.note(ModelFeature.THINKING_ADAPTIVE, path);
    additional.put("thinking", "{\"type\":\"adaptive\"" + displayed(display) + "}");
  }

  /**
   * What Claude's member {@code thinking} says of how thoughts are shown; null for nothing.
   *
   * @throws InvalidRequestException when it is no word of Claude's
   */
  public static @Nullable String display(JsonMembers thinking) throws InvalidRequestException {
    var display = thinking.get("display");
    if (display == null) {
      return null;
    }
    return switch (display.word()) {
      case SUMMARIZED, "omitted" -> display.word();
      default -> throw display.wrong("must be \"" + SUMMARIZED + "\" or \"omitted\"");
    };
  }

  private static String displayed(@Nullable String display) {
    return display == null ? "" : ",\"display\":" + quoted(display);
  }

  /** No thinking, which is what a model does that is not told otherwise. */
  public void thinkingDisabled() {
    additional.put("thinking", "{\"type\":\"disabled\"}");
  }

  /**
   * How hard the model is to try.
   *
   * @param path of the caller's member
   * @param level a word such as {@code low}
   */
  public void effort(ModelTraits traits, String path, String level) {
    if (traits.takes(ModelFeature.REASONING_EFFORT)) {
      features.note(ModelFeature.REASONING_EFFORT, path);
      additional.put("reasoning_effort", quoted(level));
    } else {
      features.note(ModelFeature.EFFORT, path);
      effort = level;
    }
  }

  /**
   * How many of the likeliest tokens are sampled from.
   *
   * @param path of the caller's member
   */
  public void topK(ModelTraits traits, String path, long count) {
    if (traits.takes(ModelFeature.TOP_K_OF_NOVA)) {
      features.note(ModelFeature.TOP_K_OF_NOVA, path);
      additional.put("inferenceConfig", "{\"topK\":" + count + "}");
    } else {
      features.note(ModelFeature.TOP_K, path);
      additional.put("top_k", Long.toString(count));
    }
  }

  /**
   * The schema that the answer has to follow.
   *
   * @param path of the caller's member
   * @param json a JSON schema, which is copied
   * @param name null for none
   * @param description null for none
   */
  public void schema(
      String path, JsonMember json, @Nullable String name, @Nullable String description)
      throws InvalidRequestException {
    json.atMost(MAX_SCHEMA_BYTES);
    features.note(ModelFeature.JSON_SCHEMA, path);
    var definition = new StringBuilder("{\"schema\":").append(quoted(json.json()));
    if (name != null) {
      definition.append(",\"name\":").append(quoted(name));
    }
    if (description != null) {
      definition.append(",\"description\":").append(quoted(description));
    }
    schema = definition.append('}').toString();
  }

  /**
   * Asks for a member of the model's own answer, which is then in {@link
   * ConverseReply#modelFields}. Bedrock passes over what a model does not tell.
   *
   * @param pointer to it, such as {@code /stop_sequence}
   * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>
   */
  public void tell(String pointer) {
    told = pointer;
  }

  /**
   * The members that are not the model's own as JSON, each with a comma before it; empty when there
   * are none.
   */
  String settings() {
    var json = new StringBuilder();
    if (schema != null || effort != null) {
      json.append(",\"outputConfig\":{");
      if (schema != null) {
        json.append("\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":")
            .append(schema)
            .append("}}");
      }
      if (effort != null) {
        json.append(schema == null ? "" : ",").append("\"effort\":").append(quoted(effort));
      }
      json.append('}');
    }
    if (told != null) {
      json.append(",\"additionalModelResponseFieldPaths\":[").append(quoted(told)).append(']');
    }
    var text = json.toString();
    tally.settings(text.getBytes(StandardCharsets.UTF_8).length);
    return text;
  }

  /** The model's own members, with a comma before them; empty when there are none. */
  String requestFields() {
    if (additional.isEmpty()) {
      return "";
    }
    var json = new StringBuilder(",\"additionalModelRequestFields\":{");
    var separator = "";
    for (var each : additional.entrySet()) {
      json.append(separator).append(quoted(each.getKey())).append(':').append(each.getValue());
      separator = ",";
    }
    var text = json.append('}').toString();
    tally.json(text.getBytes(StandardCharsets.UTF_8).length, false);
    return text;
  }

  private static String quoted(String text) {
    return new String(JsonQuoting.of(text), StandardCharsets.UTF_8);
  }
}
