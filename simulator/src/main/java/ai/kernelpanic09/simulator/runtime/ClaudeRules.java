package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.catalog.Model.Trait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Claude refuses, in Anthropic's words.
 *
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/extended-thinking">Extended
 *     thinking</a>
 * @see <a href="https://github.com/anomalyco/opencode/issues/29760">Bedrock's words for a prefill
 *     </a>
 */
final class ClaudeRules {
  private static final String DOCUMENTATION =
      " Please consult our documentation at"
          + " https://docs.claude.com/en/docs/build-with-claude/extended-thinking";
  private static final int LEAST_BUDGET = 1024;
  private static final double LEAST_TOP_P = 0.95;
  private static final int MOST_CACHE_POINTS = 4;
  private static final Set<String> MEMBERS =
      Set.of("anthropic_beta", "output_config", "thinking", "tool_choice", "tools", "top_k");
  private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

  private final ThoughtSeal seal;

  ClaudeRules(ThoughtSeal seal) {
    this.seal = seal;
  }

  Optional<String> refusal(JsonObject body, Model model) {
    var fields = ModelRules.additional(body);
    return Stream.of(
            unknown(fields),
            samplers(body, fields, model),
            thinking(body, fields, model),
            prefill(body, model),
            stops(body),
            effort(body, fields, model),
            OutputFormat.refusal(body),
            cachePoints(body),
            thoughts(body))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> unknown(JsonObject fields) {
    return fields.fieldNames().stream()
        .filter(n -> !MEMBERS.contains(n))
        .findFirst()
        .map(n -> n + ": Extra inputs are not permitted");
  }

  private static Optional<String> samplers(JsonObject body, JsonObject fields, Model model) {
    var config = body.getJsonObject("inferenceConfig", new JsonObject());
    if (model.can(Trait.NO_SAMPLERS)) {
      var given =
          config.containsKey("temperature")
              ? "temperature"
              : config.containsKey("topP") ? "top_p" : fields.containsKey("top_k") ? "top_k" : "";
      return given.isEmpty()
          ? Optional.empty()
          : Optional.of("`%s` is deprecated for this model.".formatted(given));
    }
    return model.can(Trait.ONE_SAMPLER)
            && config.containsKey("temperature")
            && config.containsKey("topP")
        ? Optional.of(
            "`temperature` and `top_p` cannot both be specified for this model. Please use only"
                + " one.")
        : Optional.empty();
  }

  /**
   * An answer that the caller has begun goes on only without thinking, and not with every model.
   */
  private static Optional<String> prefill(JsonObject body, Model model) {
    var messages = body.getJsonArray("messages");
    var last = messages.getJsonObject(messages.size() - 1);
    return model.can(Trait.NO_PREFILL) && last.getString("role").equals("assistant")
        ? Optional.of(
            "This model does not support assistant message prefill. The conversation must end with"
                + " a user message.")
        : Optional.empty();
  }

  private static Optional<String> stops(JsonObject body) {
    return body
            .getJsonObject("inferenceConfig", new JsonObject())
            .getJsonArray("stopSequences", new JsonArray())
            .stream()
            .anyMatch(each -> String.valueOf(each).isBlank())
        ? Optional.of("stop_sequences: each stop sequence must contain non-whitespace")
        : Optional.empty();
  }

  private static Optional<String> thinking(JsonObject body, JsonObject fields, Model model) {
    if (!fields.containsKey("thinking")) {
      return Optional.empty();
    }
    if (!(fields.getValue("thinking") instanceof JsonObject thinking)) {
      return Optional.of("thinking: Input should be a valid dictionary");
    }
    return switch (thinking.getString("type", "")) {
      case "disabled" -> Optional.empty();
      case "enabled" -> budget(body, thinking, fields, model);
      case "adaptive" ->
          model.can(Trait.ADAPTIVE_THINKING)
              ? forced(body)
              : Optional.of("adaptive thinking is not supported on this model");
      default ->
          Optional.of(
              "thinking: Input tag '%s' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'"
                  .formatted(thinking.getString("type", "")));
    };
  }

  private static Optional<String> budget(
      JsonObject body, JsonObject thinking, JsonObject fields, Model model) {
    if (!model.can(Trait.THINKING_BUDGET)) {
      return Optional.of(
          model.can(Trait.ADAPTIVE_THINKING)
              ? "\"thinking.type.enabled\" is not supported for this model. Use"
                  + " \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking"
                  + " behavior."
              : "thinking: Extra inputs are not permitted");
    }
    if (!(thinking.getValue("budget_tokens") instanceof Integer budget)) {
      return Optional.of("thinking.enabled.budget_tokens: Field required");
    }
    if (budget < LEAST_BUDGET) {
      return Optional.of(
          "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
    }
    var config = body.getJsonObject("inferenceConfig", new JsonObject());
    if (config.getInteger("maxTokens", model.maxOutputTokens()) <= budget) {
      return Optional.of(
          "`max_tokens` must be greater than `thinking.budget_tokens`."
              + DOCUMENTATION
              + "#max-tokens-and-context-window-size");
    }
    if (config.getDouble("temperature", 1.0) != 1) {
      return Optional.of(
          "`temperature` may only be set to 1 when thinking is enabled."
              + DOCUMENTATION
              + "#important-considerations-when-using-extended-thinking");
    }
    if (config.getDouble("topP", 1.0) < LEAST_TOP_P) {
      return Optional.of(
          "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled."
              + DOCUMENTATION
              + "#important-considerations-when-using-extended-thinking");
    }
    if (fields.containsKey("top_k")) {
      return Optional.of(
          "`top_k` must be unset when thinking is enabled."
              + DOCUMENTATION
              + "#important-considerations-when-using-extended-thinking");
    }
    return forced(body).or(() -> withoutThought(body));
  }

  private static Optional<String> forced(JsonObject body) {
    var choice =
        body.getJsonObject("toolConfig", new JsonObject())
            .getJsonObject("toolChoice", new JsonObject());
    return choice.containsKey("any") || choice.containsKey("tool")
        ? Optional.of("Thinking may not be enabled when tool_choice forces tool use.")
        : Optional.empty();
  }

  /** A loop of tools goes on with the thinking with which it began. */
  private static Optional<String> withoutThought(JsonObject body) {
    var messages = body.getJsonArray("messages");
    int last = messages.size() - 1;
    if (last < 1 || !holds(messages, last, "toolResult")) {
      return Optional.empty();
    }
    var first = messages.getJsonObject(last - 1).getJsonArray("content").getJsonObject(0);
    return first.containsKey("reasoningContent")
        ? Optional.empty()
        : Optional.of(
            ("messages.%d.content.0.type: Expected `thinking` or `redacted_thinking`, but found"
                    + " `%s`. When `thinking` is enabled, a final `assistant` message must start with"
                    + " a thinking block (preceeding the lastmost set of `tool_use` and `tool_result`"
                    + " blocks). We recommend you include thinking blocks from previous turns. To"
                    + " avoid this requirement, disable `thinking`."
                    + DOCUMENTATION)
                .formatted(last - 1, first.containsKey("toolUse") ? "tool_use" : "text"));
  }

  private static boolean holds(JsonArray messages, int message, String kind) {
    return messages.getJsonObject(message).getJsonArray("content").stream()
        .anyMatch(b -> ((JsonObject) b).containsKey(kind));
  }

  private static Optional<String> effort(JsonObject body, JsonObject fields, Model model) {
    var effort = effort(body, fields);
    if (effort == null) {
      return Optional.empty();
    }
    if (!model.can(Trait.EFFORT)) {
      return Optional.of("This model does not support the effort parameter.");
    }
    return EFFORTS.contains(effort)
        ? Optional.empty()
        : Optional.of(
            "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
  }

  private static @Nullable String effort(JsonObject body, JsonObject fields) {
    return fields.getValue("output_config") instanceof JsonObject config
            && config.containsKey("effort")
        ? String.valueOf(config.getValue("effort"))
        : body.getJsonObject("outputConfig", new JsonObject()).getString("effort");
  }

  private static Optional<String> cachePoints(JsonObject body) {
    var ttls =
        ConversationReader.blocks(body).stream()
            .filter(b -> b.containsKey("cachePoint"))
            .map(b -> b.getJsonObject("cachePoint").getString("ttl", "5m"))
            .toList();
    if (ttls.size() > MOST_CACHE_POINTS) {
      return Optional.of(
          "A maximum of 4 blocks with cache_control may be provided. Found %d."
              .formatted(ttls.size()));
    }
    int shortOne = ttls.indexOf("5m");
    return shortOne >= 0 && ttls.lastIndexOf("1h") > shortOne
        ? Optional.of(
            "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.")
        : Optional.empty();
  }

  /** Thinking that is handed back must be as it was given. */
  private Optional<String> thoughts(JsonObject body) {
    var messages = body.getJsonArray("messages");
    for (int i = 0; i < messages.size(); i++) {
      var content = messages.getJsonObject(i).getJsonArray("content");
      for (int j = 0; j < content.size(); j++) {
        if (content.getJsonObject(j).getValue("reasoningContent") instanceof JsonObject thought) {
          var wrong = wrong(thought);
          if (!wrong.isEmpty()) {
            return Optional.of("messages.%d.content.%d%s".formatted(i, j, wrong));
          }
        }
      }
    }
    return Optional.empty();
  }

  private String wrong(JsonObject thought) {
    if (thought.getValue("redactedContent") instanceof String data) {
      return seal.holds(data) ? "" : ": Invalid data in redacted_thinking block";
    }
    var text = thought.getJsonObject("reasoningText", new JsonObject());
    var signature = text.getString("signature", "");
    if (signature.isEmpty()) {
      return ".thinking.signature: Field required";
    }
    return seal.holds(text.getString("text", ""), signature)
        ? ""
        : ": Invalid signature in thinking block";
  }
}
