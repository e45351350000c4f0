package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** The rules of the models themselves, which Bedrock passes on to them with the request. */
final class ModelRules {
  private static final Set<String> OF_MISTRAL = Set.of("top_k");
  private static final Set<String> OF_NOVA = Set.of("inferenceConfig", "reasoningConfig");

  private final ClaudeRules claude;

  ModelRules(ThoughtSeal seal) {
    claude = new ClaudeRules(seal);
  }

  /** The model's own members of a conversation in Converse's shape. */
  static JsonObject additional(JsonObject body) {
    return body.getValue("additionalModelRequestFields") instanceof JsonObject fields
        ? fields
        : new JsonObject();
  }

  /**
   * Why a model refuses a conversation in Converse's shape, in its own words; empty if it takes it.
   */
  Optional<String> refusal(JsonObject body, Model model) {
    return switch (model.dialect()) {
      case ANTHROPIC -> claude.refusal(body, model);
      case NOVA -> nova(body);
      case MISTRAL -> extraneous(body, OF_MISTRAL);
      case LLAMA, TITAN_TEXT -> extraneous(body, Set.of());
      default -> Optional.empty();
    };
  }

  /** Nova refuses an empty list of system prompts and an empty object of its own members too. */
  private static Optional<String> nova(JsonObject body) {
    boolean empty =
        (body.getValue("system") instanceof JsonArray system && system.isEmpty())
            || (body.getValue("additionalModelRequestFields") instanceof JsonObject fields
                && fields.isEmpty());
    return empty
        ? Optional.of("Malformed input request, please reformat your input and try again.")
        : extraneous(body, OF_NOVA);
  }

  private static Optional<String> extraneous(JsonObject body, Set<String> known) {
    return additional(body).fieldNames().stream()
        .filter(n -> !known.contains(n))
        .findFirst()
        .map(
            n ->
                NativeBody.malformed("#: extraneous key [%s] is not permitted".formatted(n))
                    .text());
  }
}
