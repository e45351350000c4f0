package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.core.model.ModelTraits;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ModelFields;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long a model thinks before it answers: OpenAI's effort, or Claude's {@code thinking} where a
 * client sends that.
 */
final class Thinking {

  private static final long MIN_BUDGET = 1_024;

  private final NamedModel model;
  private final ConverseWriter to;
  private final boolean shown;
  private boolean said;

  /**
   * @param shown whether the caller asks to see the model's thoughts
   */
  Thinking(NamedModel model, ConverseWriter to, boolean shown) {
    this.model = model;
    this.to = to;
    this.shown = shown;
  }

  /** Claude's own member; null where there is none. */
  void thinking(@Nullable JsonMember thinking) throws InvalidRequestException {
    if (thinking == null) {
      return;
    }
    said = true;
    var members = thinking.members();
    members.allow(Set.of("type", "budget_tokens", "display"));
    var display = ModelFields.display(members);
    var type = members.require("type");
    var budget = members.get("budget_tokens");
    if (type.word().equals("enabled")) {
      to.fields()
          .thinkingEnabled(
              thinking.path(), members.require("budget_tokens").wholeNumber(MIN_BUDGET), display);
    } else if (budget != null) {
      throw budget.wrong("is for thinking that is enabled");
    } else if (type.word().equals("adaptive")) {
      to.fields().thinkingAdaptive(thinking.path(), display);
    } else if (!type.word().equals("disabled")) {
      throw type.wrong("must be enabled, adaptive or disabled");
    }
  }

  /**
   * OpenAI's effort. Models that have one of their own take it; of Claude's, all that can think do
   * so, which is what OpenAI's models do with an effort. OpenAI's clients need not hand thoughts
   * back, and many don't: a model that wants them in a loop of tools goes on without thinking, for
   * it would refuse the call.
   *
   * @param effort null where none is said
   * @param maxTokens that the caller allows the answer; null where it says nothing
   */
  void effort(@Nullable JsonMember effort, @Nullable JsonMember maxTokens)
      throws InvalidRequestException {
    if (effort == null) {
      return;
    }
    var level = effort.word();
    switch (level) {
      case "none" -> {}
      case "minimal", "low", "medium", "high", "xhigh", "max" -> effort(effort, level, maxTokens);
      default -> throw effort.wrong("must be none, minimal, low, medium, high, xhigh or max");
    }
  }

  private void effort(JsonMember effort, String level, @Nullable JsonMember maxTokens)
      throws InvalidRequestException {
    var traits = model.traits();
    if (traits.takes(ModelFeature.REASONING_EFFORT)) {
      if (level.equals("xhigh") || level.equals("max")) {
        throw effort.wrong("must be at most high for model " + model.name());
      }
    } else if (!traits.takes(ModelFeature.EFFORT) && !traits.takes(ModelFeature.THINKING_ENABLED)) {
      throw effort.wrong("model " + model.name() + " does not take it");
    }
    if (takesEffort(traits)) {
      to.fields().effort(traits, effort.path(), level.equals("minimal") ? "low" : level);
    } else if (said) {
      throw effort.wrong("can't be had together with thinking from model " + model.name());
    }
    if (said) {
      return;
    }
    if (traits.takes(ModelFeature.THINKING_ADAPTIVE)) {
      // Models that know no other way of thinking keep their thoughts to themselves unless asked.
      var hides = !traits.takes(ModelFeature.THINKING_ENABLED);
      to.fields().thinkingAdaptive(effort.path(), shown && hides ? ModelFields.SUMMARIZED : null);
    } else if (traits.takes(ModelFeature.THINKING_ENABLED)
        && !to.messages().goesOnWithoutThoughts()) {
      to.fields().thinkingEnabled(effort.path(), budget(effort, level, maxTokens));
    }
  }

  private static boolean takesEffort(ModelTraits traits) {
    return traits.takes(ModelFeature.EFFORT) || traits.takes(ModelFeature.REASONING_EFFORT);
  }

  /** Claude's budget must leave some of the answer's tokens. */
  private long budget(JsonMember effort, String level, @Nullable JsonMember maxTokens)
      throws InvalidRequestException {
    var wanted =
        switch (level) {
          case "minimal", "low" -> MIN_BUDGET;
          case "medium" -> 4 * MIN_BUDGET;
          default -> 16 * MIN_BUDGET;
        };
    var max = model.maxTokens();
    if (maxTokens != null) {
      max = Math.min(max, maxTokens.wholeNumber(1));
    }
    var budget = Math.min(wanted, max / 2);
    if (budget < MIN_BUDGET) {
      throw effort.wrong(
          "needs an answer of at least "
              + 2 * MIN_BUDGET
              + " tokens, for the model's thoughts count as its answer; it may have "
              + max);
    }
    return budget;
  }
}
