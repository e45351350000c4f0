package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.Set;

/**
 * How long a model thinks before it answers: OpenAI's {@code reasoning_effort}, or Claude's {@code
 * thinking} where a client sends that.
 */
final class Thinking {

  private static final long MIN_BUDGET = 1_024;

  private Thinking() {}

  static void read(JsonMembers body, NamedModel model, ConverseWriter to)
      throws InvalidRequestException {
    var thinking = body.get("thinking");
    if (thinking != null) {
      thinking(thinking, to);
    }
    var effort = body.get("reasoning_effort");
    if (effort != null) {
      effort(effort, model, to, body);
    }
  }

  private static void thinking(JsonMember thinking, ConverseWriter to)
      throws InvalidRequestException {
    var members = thinking.members();
    members.allow(Set.of("type", "budget_tokens"));
    var type = members.require("type");
    switch (type.word()) {
      case "enabled" ->
          to.fields()
              .thinkingEnabled(
                  thinking.path(), members.require("budget_tokens").wholeNumber(MIN_BUDGET));
      case "adaptive" -> to.fields().thinkingAdaptive(thinking.path());
      case "disabled" -> {}
      default -> throw type.wrong("must be \"enabled\", \"adaptive\" or \"disabled\"");
    }
  }

  private static void effort(
      JsonMember effort, NamedModel model, ConverseWriter to, JsonMembers body)
      throws InvalidRequestException {
    var level = effort.word();
    switch (level) {
      case "none" -> {}
      case "minimal", "low", "medium", "high", "xhigh", "max" -> {
        if (takesEffort(model)) {
          to.fields()
              .effort(model.traits(), effort.path(), level.equals("minimal") ? "low" : level);
        } else if (model.traits().takes(ModelFeature.THINKING_ENABLED)) {
          to.fields().thinkingEnabled(effort.path(), budget(effort, level, model, body));
        } else {
          throw effort.wrong("model " + model.name() + " does not take it");
        }
      }
      default -> throw effort.wrong("must be none, minimal, low, medium or high");
    }
  }

  private static boolean takesEffort(NamedModel model) {
    return model.traits().takes(ModelFeature.EFFORT)
        || model.traits().takes(ModelFeature.REASONING_EFFORT);
  }

  /** Claude's budget must leave some of the answer's tokens. */
  private static long budget(JsonMember effort, String level, NamedModel model, JsonMembers body)
      throws InvalidRequestException {
    var wanted =
        switch (level) {
          case "minimal", "low" -> MIN_BUDGET;
          case "medium" -> 4 * MIN_BUDGET;
          default -> 16 * MIN_BUDGET;
        };
    var max = model.maxTokens();
    for (var name : new String[] {"max_tokens", "max_completion_tokens"}) {
      var asked = body.get(name);
      max = asked == null ? max : Math.min(max, asked.wholeNumber(1));
    }
    var budget = Math.min(wanted, max / 2);
    if (budget < MIN_BUDGET) {
      throw effort.wrong(
          "needs max_completion_tokens of at least "
              + 2 * MIN_BUDGET
              + ", for the model's thoughts count as its answer");
    }
    return budget;
  }
}
