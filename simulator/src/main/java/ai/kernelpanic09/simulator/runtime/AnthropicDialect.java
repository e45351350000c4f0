package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The Messages API of Anthropic as InvokeModel carries it. */
final class AnthropicDialect implements Dialect {
  private static final Set<String> MEMBERS =
      Set.of(
          "anthropic_version",
          "anthropic_beta",
          "max_tokens",
          "messages",
          "metadata",
          "stop_sequences",
          "system",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_k",
          "top_p");

  @Override
  public JsonObject toConverse(JsonObject body, Model model) {
    for (var name : body.fieldNames()) {
      if (!MEMBERS.contains(name)) {
        throw AwsError.validation(name + ": Extra inputs are not permitted");
      }
    }
    if (!"bedrock-2023-05-31".equals(body.getValue("anthropic_version"))) {
      throw AwsError.validation("anthropic_version: Field required, \"bedrock-2023-05-31\"");
    }
    if (!(body.getValue("max_tokens") instanceof Integer maxTokens) || maxTokens < 1) {
      throw AwsError.validation("max_tokens: Field required");
    }
    if (!(body.getValue("messages") instanceof JsonArray messages)) {
      throw AwsError.validation("messages: Field required");
    }
    var config = new JsonObject().put("maxTokens", maxTokens);
    if (body.containsKey("stop_sequences")) {
      config.put("stopSequences", body.getJsonArray("stop_sequences"));
    }
    range(body, "temperature");
    range(body, "top_p");
    var converse = new JsonObject().put("inferenceConfig", config);
    var translated = new JsonArray();
    for (int i = 0; i < messages.size(); i++) {
      translated.add(message(messages.getJsonObject(i), "messages." + i));
    }
    converse.put("messages", translated);
    if (body.containsKey("system")) {
      converse.put("system", content(body.getValue("system"), "system"));
    }
    if (body.containsKey("tools")) {
      converse.put("toolConfig", new JsonObject().put("tools", tools(body.getJsonArray("tools"))));
    }
    return converse;
  }

  @Override
  public JsonObject response(Outcome outcome, Model model) {
    var answer = outcome.answer();
    var content = new JsonArray();
    answer.content().forEach(b -> content.add(block(b)));
    return head(outcome, model)
        .put("content", content)
        .put("stop_reason", stopReason(answer))
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
                        .put("usage", usage(answer.usage(), 1)))));
    for (int i = 0; i < answer.content().size(); i++) {
      block(block(answer.content().get(i)), i, chunks);
    }
    chunks.add(
        chunk(
            "message_delta",
            new JsonObject()
                .put(
                    "delta",
                    new JsonObject()
                        .put("stop_reason", stopReason(answer))
                        .putNull("stop_sequence"))
                .put("usage", new JsonObject().put("output_tokens", answer.usage().output()))));
    chunks.add(
        chunk(
            "message_stop",
            new JsonObject()
                .put(
                    "amazon-bedrock-invocationMetrics",
                    new JsonObject()
                        .put("inputTokenCount", answer.usage().input())
                        .put("outputTokenCount", answer.usage().output())
                        .put("cacheReadInputTokenCount", answer.usage().cacheRead())
                        .put(
                            "cacheWriteInputTokenCount",
                            answer.usage().cacheWrite5m() + answer.usage().cacheWrite1h())
                        .put("invocationLatency", 1)
                        .put("firstByteLatency", 1))));
    return chunks;
  }

  private static void block(JsonObject block, int index, List<Chunk> chunks) {
    boolean tool = block.getString("type").equals("tool_use");
    var start =
        tool
            ? block.copy().put("input", new JsonObject())
            : new JsonObject().put("type", "text").put("text", "");
    chunks.add(
        chunk(
            "content_block_start",
            new JsonObject().put("index", index).put("content_block", start)));
    var text = tool ? block.getJsonObject("input").encode() : block.getString("text");
    for (var piece : ConverseForms.pieces(text)) {
      var delta =
          new JsonObject()
              .put("type", tool ? "input_json_delta" : "text_delta")
              .put(tool ? "partial_json" : "text", piece);
      var json =
          new JsonObject()
              .put("type", "content_block_delta")
              .put("index", index)
              .put("delta", delta);
      chunks.add(new Chunk(json, TokenCounter.output(piece)));
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
        .put("model", model.id().replaceFirst("^anthropic\\.", "").replaceFirst("-v\\d.*$", ""))
        .putNull("stop_sequence");
  }

  private static String stopReason(Answer answer) {
    return answer.stopReason().equals("guardrail_intervened") ? "end_turn" : answer.stopReason();
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

  private static JsonObject block(JsonObject converse) {
    var tool = converse.getJsonObject("toolUse");
    return tool == null
        ? new JsonObject().put("type", "text").put("text", converse.getString("text", ""))
        : new JsonObject()
            .put("type", "tool_use")
            .put("id", tool.getString("toolUseId"))
            .put("name", tool.getString("name"))
            .put("input", tool.getJsonObject("input", new JsonObject()));
  }

  private static JsonObject message(JsonObject message, String at) {
    var role = message.getString("role", "");
    if (!role.equals("user") && !role.equals("assistant")) {
      throw AwsError.validation(at + ".role: Input should be 'user' or 'assistant'");
    }
    return new JsonObject()
        .put("role", role)
        .put("content", content(message.getValue("content"), at + ".content"));
  }

  private static JsonArray content(@Nullable Object content, String at) {
    var blocks = new JsonArray();
    switch (content) {
      case String text -> blocks.add(new JsonObject().put("text", text));
      case JsonArray array ->
          IntStream.range(0, array.size())
              .forEach(
                  i -> {
                    var block = array.getJsonObject(i);
                    blocks.add(translated(block, at + "." + i));
                    if (block.getValue("cache_control") instanceof JsonObject cache) {
                      blocks.add(
                          new JsonObject()
                              .put(
                                  "cachePoint",
                                  new JsonObject()
                                      .put("type", "default")
                                      .put("ttl", cache.getString("ttl", "5m"))));
                    }
                  });
      case null, default -> throw AwsError.validation(at + ": Field required");
    }
    return blocks;
  }

  private static JsonObject translated(JsonObject block, String at) {
    return switch (block.getString("type", "")) {
      case "text" -> new JsonObject().put("text", block.getString("text", ""));
      case "image", "document" -> {
        var source = block.getJsonObject("source", new JsonObject());
        yield new JsonObject().put(block.getString("type"), new JsonObject().put("source", source));
      }
      case "tool_use" -> new JsonObject().put("toolUse", block);
      case "tool_result" -> new JsonObject().put("toolResult", block);
      case "thinking", "redacted_thinking" -> new JsonObject().put("reasoningContent", block);
      default ->
          throw AwsError.validation(
              "%s: Input tag '%s' found using 'type' does not match any of the expected tags"
                  .formatted(at, block.getString("type", "")));
    };
  }

  private static JsonArray tools(JsonArray tools) {
    var translated = new JsonArray();
    for (int i = 0; i < tools.size(); i++) {
      translated.add(new JsonObject().put("toolSpec", tools.getJsonObject(i)));
    }
    return translated;
  }

  private static void range(JsonObject body, String name) {
    if (body.getValue(name) instanceof Number n && (n.doubleValue() < 0 || n.doubleValue() > 1)) {
      throw AwsError.validation(name + ": range: 0..1");
    }
  }
}
