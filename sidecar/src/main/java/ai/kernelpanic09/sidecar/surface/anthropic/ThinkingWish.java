package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a model is to think, how hard it is to try, and which schema its answer follows.
 */
final class ThinkingWish {

  private static final long MIN_BUDGET = 1_024;
  private static final int MAX_SCHEMA_BYTES = 256 << 10;

  private final ConverseWriter to;
  private final NamedModel model;

  ThinkingWish(ConverseWriter to, NamedModel model) {
    this.to = to;
    this.model = model;
  }

  /**
   * The member {@code thinking}.
   *
   * @param maxTokens of the answer; null where none is wanted
   */
  void thinking(JsonMember thinking, @Nullable JsonMember maxTokens)
      throws InvalidRequestException {
    var members = thinking.members();
    var type = members.require("type");
    switch (type.word()) {
      case "enabled" -> {
        members.allow(Set.of("type", "budget_tokens", "display"));
        to.fields().thinkingEnabled(thinking.path(), budget(members, maxTokens), display(members));
      }
      case "adaptive" -> {
        members.allow(Set.of("type", "display"));
        to.fields().thinkingAdaptive(thinking.path(), display(members));
      }
      case "disabled" -> members.allow(Set.of("type"));
      default -> throw type.wrong("must be \"enabled\", \"adaptive\" or \"disabled\"");
    }
  }

  /** Claude's budget must leave some of the answer's tokens. */
  private long budget(JsonMembers thinking, @Nullable JsonMember maxTokens)
      throws InvalidRequestException {
    var member = thinking.require("budget_tokens");
    var budget = member.wholeNumber(MIN_BUDGET);
    if (maxTokens != null && budget >= maxTokens.wholeNumber(1)) {
      throw member.wrong("must be less than max_tokens");
    }
    if (budget >= model.maxTokens()) {
      throw member.wrong(
          "must be less than spec.maxTokens of the endpoint, which is " + model.maxTokens());
    }
    return budget;
  }

  private static @Nullable String display(JsonMembers thinking) throws InvalidRequestException {
    var display = thinking.get("display");
    if (display == null) {
      return null;
    }
    return switch (display.word()) {
      case "summarized", "omitted" -> display.word();
      default -> throw display.wrong("must be \"summarized\" or \"omitted\"");
    };
  }

  /** The member {@code output_config}. */
  void output(JsonMember config) throws InvalidRequestException {
    var members = config.members();
    members.allow(Set.of("effort", "format"));
    var effort = members.get("effort");
    if (effort != null) {
      effort(effort);
    }
    var format = members.get("format");
    if (format != null) {
      format(format);
    }
  }

  private void effort(JsonMember effort) throws InvalidRequestException {
    switch (effort.word()) {
      case "low", "medium", "high", "xhigh", "max" ->
          to.fields().effort(model.traits(), effort.path(), effort.word());
      default -> throw effort.wrong("must be low, medium, high, xhigh or max");
    }
  }

  /** The form that the answer's text is to have. */
  void format(JsonMember format) throws InvalidRequestException {
    var members = format.members();
    members.allow(Set.of("type", "schema"));
    var type = members.require("type");
    if (!type.word().equals("json_schema")) {
      throw type.wrong("must be \"json_schema\"");
    }
    var schema = members.require("schema");
    if (!schema.isObject()) {
      throw schema.wrong("must be a JSON schema");
    }
    schema.atMost(MAX_SCHEMA_BYTES);
    to.fields().schema(format.path(), schema.json(), null, null);
  }
}
