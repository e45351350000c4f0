package ai.kernelpanic09.core.model;

import static ai.kernelpanic09.core.model.ModelFeature.EFFORT;
import static ai.kernelpanic09.core.model.ModelFeature.JSON_SCHEMA;
import static ai.kernelpanic09.core.model.ModelFeature.REASONING_EFFORT;
import static ai.kernelpanic09.core.model.ModelFeature.SCHEMA_BOUNDS;
import static ai.kernelpanic09.core.model.ModelFeature.STRICT_TOOLS;
import static ai.kernelpanic09.core.model.ModelFeature.TEMPERATURE;
import static ai.kernelpanic09.core.model.ModelFeature.THINKING_ADAPTIVE;
import static ai.kernelpanic09.core.model.ModelFeature.THINKING_ENABLED;
import static ai.kernelpanic09.core.model.ModelFeature.TOOL_CHOICE_ANY;
import static ai.kernelpanic09.core.model.ModelFeature.TOOL_CHOICE_TOOL;
import static ai.kernelpanic09.core.model.ModelFeature.TOP_K;
import static ai.kernelpanic09.core.model.ModelFeature.TOP_K_OF_NOVA;
import static ai.kernelpanic09.core.model.ModelFeature.TOP_P;

import ai.kernelpanic09.core.price.ModelIds;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a family of models takes. Where AWS's documentation does not say that a family refuses
 * something of Converse's own members, it counts as taken, and Bedrock's answer decides; a member
 * of the model's own ({@code top_k}, thinking, effort) counts as taken only where it is known, for
 * an unknown one could change the price.
 *
 * @param takes the features
 * @param temperatureWithTopP whether both may be said in one call
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html">Inference
 *     request parameters of the models</a>
 */
public record ModelTraits(Set<ModelFeature> takes, boolean temperatureWithTopP) {

  private static final Set<ModelFeature> CONVERSE =
      EnumSet.of(TEMPERATURE, TOP_P, TOOL_CHOICE_ANY, TOOL_CHOICE_TOOL);

  private static final ModelTraits UNKNOWN = new ModelTraits(CONVERSE, true);

  /** A model whose id does not show its family: it may take all of Converse's own members. */
  private static final ModelTraits HIDDEN =
      new ModelTraits(with(CONVERSE, JSON_SCHEMA, SCHEMA_BOUNDS, STRICT_TOOLS), true);

  private record Family(String prefix, ModelTraits traits) {}

  private static final Set<ModelFeature> CLAUDE_3 = with(CONVERSE, TOP_K);
  private static final Set<ModelFeature> CLAUDE_4 = with(CLAUDE_3, THINKING_ENABLED);
  private static final Set<ModelFeature> CLAUDE_4_5 = with(CLAUDE_4, JSON_SCHEMA, STRICT_TOOLS);
  private static final Set<ModelFeature> CLAUDE_4_6 = with(CLAUDE_4_5, THINKING_ADAPTIVE, EFFORT);
  private static final Set<ModelFeature> WITHOUT_SAMPLING =
      without(CLAUDE_4_6, TEMPERATURE, TOP_P, TOP_K, THINKING_ENABLED);
  private static final Set<ModelFeature> SCHEMA =
      with(CONVERSE, JSON_SCHEMA, SCHEMA_BOUNDS, STRICT_TOOLS);
  private static final Set<ModelFeature> NO_CHOICE = EnumSet.of(TEMPERATURE, TOP_P);

  /** The first prefix that fits counts. */
  private static final List<Family> FAMILIES =
      List.of(
          both("anthropic.claude-3-7", CLAUDE_4),
          both("anthropic.claude-3", CLAUDE_3),
          both("anthropic.claude-v2", CLAUDE_3),
          both("anthropic.claude-instant", CLAUDE_3),
          both("anthropic.claude-sonnet-4-2025", CLAUDE_4),
          both("anthropic.claude-opus-4-2025", CLAUDE_4),
          either("anthropic.claude-opus-4-1", CLAUDE_4),
          either("anthropic.claude-opus-4-5", with(CLAUDE_4_5, EFFORT)),
          either("anthropic.claude-sonnet-4-5", CLAUDE_4_5),
          either("anthropic.claude-haiku-4-5", CLAUDE_4_5),
          either("anthropic.claude-opus-4-6", CLAUDE_4_6),
          either("anthropic.claude-sonnet-4-6", CLAUDE_4_6),
          either("anthropic.claude-opus-4-", WITHOUT_SAMPLING),
          either("anthropic.claude-opus-", WITHOUT_SAMPLING),
          either("anthropic.claude-fable-", WITHOUT_SAMPLING),
          either("anthropic.claude-", CLAUDE_4_6),
          both("amazon.nova-", with(CONVERSE, TOP_K_OF_NOVA)),
          both("openai.gpt-oss", with(SCHEMA, REASONING_EFFORT)),
          both("qwen.", SCHEMA),
          both("deepseek.v3", SCHEMA),
          both("google.gemma-3", SCHEMA),
          both("nvidia.nemotron", SCHEMA),
          both("minimax.", SCHEMA),
          both("moonshot.", SCHEMA),
          both("moonshotai.", SCHEMA),
          both("mistral.mistral-large-3", SCHEMA),
          both("mistral.magistral", SCHEMA),
          both("mistral.ministral", SCHEMA),
          both("mistral.voxtral", SCHEMA),
          both("meta.llama", NO_CHOICE),
          both("cohere.command-r", NO_CHOICE));

  public ModelTraits {
    takes = Set.copyOf(takes);
  }

  /**
   * The traits of a model.
   *
   * @param modelId in any of the forms that Bedrock takes
   */
  public static ModelTraits of(String modelId) {
    try {
      var id = ModelIds.parse(modelId);
      return switch (id.kind()) {
        case FOUNDATION_MODEL, INFERENCE_PROFILE ->
            FAMILIES.stream()
                .filter(each -> id.name().startsWith(each.prefix()))
                .findFirst()
                .map(Family::traits)
                .orElse(UNKNOWN);
        default -> HIDDEN;
      };
    } catch (IllegalArgumentException e) {
      return HIDDEN;
    }
  }

  public boolean takes(ModelFeature feature) {
    return takes.contains(feature);
  }

  private static Family both(String prefix, Set<ModelFeature> takes) {
    return new Family(prefix, new ModelTraits(takes, true));
  }

  private static Family either(String prefix, Set<ModelFeature> takes) {
    return new Family(prefix, new ModelTraits(takes, false));
  }

  private static Set<ModelFeature> with(Set<ModelFeature> takes, ModelFeature... more) {
    var all = EnumSet.copyOf(takes);
    all.addAll(List.of(more));
    return all;
  }

  private static Set<ModelFeature> without(Set<ModelFeature> takes, ModelFeature... less) {
    var rest = EnumSet.copyOf(takes);
    rest.removeAll(List.of(less));
    return rest;
  }
}
