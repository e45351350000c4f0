package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Messages API of Anthropic as InvokeModel carries it. */
final class AnthropicDialect implements Dialect {
  /** Bedrock's own, and the one that Anthropic's client for Bedrock sends. */
  private static final Set<String> VERSIONS = Set.of("bedrock-2023-05-31", "2026-10-21");

  private static final Set<String> MEMBERS =
      Set.of(
          "anthropic_version",
          "anthropic_beta",
          "max_tokens",
          "messages",
          "metadata",
          "output_config",
          "stop_sequences",
          "system",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_k",
          "top_p");

  /** What Converse has under another name. */
  private static final Map<String, String> NAMES =
      Map.of(
          "max_tokens", "maxTokens",
          "stop_sequences", "stopSequences",
          "temperature", "temperature",
          "top_p", "topP");

  /** What Converse takes as the model's own. */
  private static final Set<String> OWN =
      Set.of("anthropic_beta", "output_config", "thinking", "top_k");

  @Override
  public JsonObject toConverse(JsonObject body, Model model) {
    for (var name : body.fieldNames()) {
      if (!MEMBERS.contains(name)) {
        throw AwsError.validation(name + ": Extra inputs are not permitted");
      }
    }
    if (!VERSIONS.contains(String.valueOf(body.getValue("anthropic_version")))) {
      throw AwsError.validation("anthropic_version: Field required, \"bedrock-2023-05-31\"");
    }
    if (!(body.getValue("max_tokens") instanceof Integer most) || most < 1) {
      throw AwsError.validation("max_tokens: Field required");
    }
    if (!(body.getValue("messages") instanceof JsonArray messages)) {
      throw AwsError.validation("messages: Field required");
    }
    range(body, "temperature");
    range(body, "top_p");
    var translated = new JsonArray();
    for (int i = 0; i < messages.size(); i++) {
      translated.add(message(messages, i));
    }
    var converse =
        new JsonObject().put("inferenceConfig", config(body)).put("messages", translated);
    if (body.containsKey("system")) {
      converse.put("system", AnthropicBlocks.toConverse(body.getValue("system"), "system"));
    }
    if (body.containsKey("tools")) {
      converse.put("toolConfig", AnthropicTools.toConverse(body));
    }
    var own = new JsonObject();
    for (var name : OWN) {
      if (body.containsKey(name)) {
        own.put(name, body.getValue(name));
      }
    }
    return own.isEmpty() ? converse : converse.put("additionalModelRequestFields", own);
  }

  private static JsonObject config(JsonObject body) {
    var config = new JsonObject();
    NAMES.forEach(
        (ours, theirs) -> {
          if (body.containsKey(ours)) {
            config.put(theirs, body.getValue(ours));
          }
        });
    return config;
  }

  @Override
  public JsonObject response(Outcome outcome, Model model) {
    var answer = outcome.answer();
    var content = new JsonArray();
    answer.content().forEach(b -> content.add(AnthropicBlocks.fromConverse(b)));
    return head(outcome, model)
        .put("content", content)
        .put("stop_reason", stopReason(answer))
        .put("stop_sequence", stopSequence(answer))
        .put("usage", usage(answer.usage(), answer.usage().output()));
  }

  @Override
  public List<Chunk> chunks(Outcome outcome, Model model) {
    var answer = outcome.answer();
    var chunks = new ArrayList<Chunk>();
    chunks.add(
        chunk(
            "message_start",
            new JsonObject()
                .put(
                    "message",
                    head(outcome, model)
                        .put("content", new JsonArray())
                        .putNull("stop_reason")
                        .putNull("stop_sequence")
                        .put("usage", usage(answer.usage(), 1)))));
    for (int i = 0; i < answer.content().size(); i++) {
      block(AnthropicBlocks.fromConverse(answer.content().get(i)), i, chunks);
    }
    chunks.add(
        chunk(
            "message_delta",
            new JsonObject()
                .put(
                    "delta",
                    new JsonObject()
                        .put("stop_reason", stopReason(answer))
                        .put("stop_sequence", stopSequence(answer)))
                .put("usage", new JsonObject().put("output_tokens", answer.usage().output()))));
    chunks.add(chunk("message_stop", new JsonObject()));
    return chunks;
  }

  private static void block(JsonObject block, int index, List<Chunk> chunks) {
    chunks.add(
        chunk(
            "content_block_start",
            new JsonObject()
                .put("index", index)
                .put("content_block", AnthropicBlocks.started(block))));
    for (var delta : AnthropicBlocks.deltas(block)) {
      var json =
          new JsonObject()
              .put("type", "content_block_delta")
              .put("index", index)
              .put("delta", delta.json());
      chunks.add(new Chunk(json, TokenCounter.output(delta.said())));
    }
    chunks.add(chunk("content_block_stop", new JsonObject().put("index", index)));
  }

  private static Chunk chunk(String type, JsonObject json) {
    return new Chunk(new JsonObject().put("type", type).mergeIn(json), 0);
  }

  private static JsonObject head(Outcome outcome, Model model) {
    var hash = Integer.toHexString(outcome.answer().joinedText().hashCode());
    return new JsonObject()
        .put("id", "msg_bdrk_" + hash)
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model.id().replaceFirst("^anthropic\\.", "").replaceFirst("-v\\d.*$", ""));
  }

  private static String stopReason(Answer answer) {
    return answer.stopReason().equals("guardrail_intervened") ? "end_turn" : answer.stopReason();
  }

  private static @Nullable String stopSequence(Answer answer) {
    return answer.stopSequence().isEmpty() ? null : answer.stopSequence();
  }

  private static JsonObject usage(TokenUsage usage, long output) {
    return new JsonObject()
        .put("input_tokens", usage.input())
        .put("cache_creation_input_tokens", usage.cacheWrite5m() + usage.cacheWrite1h())
        .put("cache_read_input_tokens", usage.cacheRead())
        .put(
            "cache_creation",
            new JsonObject()
                .put("ephemeral_5m_input_tokens", usage.cacheWrite5m())
                .put("ephemeral_1h_input_tokens", usage.cacheWrite1h()))
        .put("output_tokens", output);
  }

  private static JsonObject message(JsonArray messages, int index) {
    var at = "messages." + index;
    var message = AnthropicMembers.object(messages, index, at);
    var role = AnthropicMembers.string(message, "role", at);
    if (!role.equals("user") && !role.equals("assistant")) {
      throw AwsError.validation(at + ".role: Input should be 'user' or 'assistant'");
    }
    return new JsonObject()
        .put("role", role)
        .put("content", AnthropicBlocks.toConverse(message.getValue("content"), at + ".content"));
  }

  private static void range(JsonObject body, String name) {
    if (body.getValue(name) instanceof Number n && (n.doubleValue() < 0 || n.doubleValue() > 1)) {
      throw AwsError.validation(name + ": range: 0..1");
    }
  }
}
