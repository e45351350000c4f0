package ai.kernelpanic09.simulator.runtime;

import static ai.kernelpanic09.simulator.runtime.AnthropicMembers.nullable;
import static ai.kernelpanic09.simulator.runtime.AnthropicMembers.object;
import static ai.kernelpanic09.simulator.runtime.AnthropicMembers.string;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Content blocks of the Messages API, to and from Converse's shape. */
final class AnthropicBlocks {
  private AnthropicBlocks() {}

  /** A part of a block in a stream, and the text that it says. */
  record Delta(JsonObject json, String said) {}

  static JsonArray toConverse(@Nullable Object content, String at) {
    var blocks = new JsonArray();
    switch (content) {
      case String text -> blocks.add(new JsonObject().put("text", text));
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          var place = at + "." + i;
          var block = object(array, i, place);
          blocks.add(translated(block, place));
          cachePoint(block, place).ifPresent(blocks::add);
        }
      }
      case null, default -> throw AwsError.validation(at + ": Field required");
    }
    return blocks;
  }

  /** The cache point that follows a block or a tool with cache_control. */
  static Optional<JsonObject> cachePoint(JsonObject block, String at) {
    var cache = nullable(block, "cache_control", at);
    if (cache == null) {
      return Optional.empty();
    }
    var ttl = cache.getValue("ttl") == null ? "5m" : string(cache, "ttl", at + ".cache_control");
    return Optional.of(
        new JsonObject()
            .put("cachePoint", new JsonObject().put("type", "default").put("ttl", ttl)));
  }

  static JsonObject fromConverse(JsonObject block) {
    if (block.getValue("toolUse") instanceof JsonObject tool) {
      return typed("tool_use")
          .put("id", tool.getString("toolUseId"))
          .put("name", tool.getString("name"))
          .put("input", tool.getJsonObject("input", new JsonObject()));
    }
    if (block.getValue("reasoningContent") instanceof JsonObject reasoning) {
      return reasoning.containsKey("redactedContent")
          ? typed("redacted_thinking").put("data", reasoning.getString("redactedContent"))
          : thinking(reasoning.getJsonObject("reasoningText", new JsonObject()));
    }
    var text = typed("text").put("text", Texts.said(block).orElse(""));
    return block.getValue("citationsContent") instanceof JsonObject cited
        ? text.put("citations", AnthropicCitations.of(cited.getJsonArray("citations")))
        : text;
  }

  /** The block as a stream begins it, without what follows in parts. */
  static JsonObject started(JsonObject block) {
    return switch (block.getString("type")) {
      case "tool_use" -> block.copy().put("input", new JsonObject());
      case "thinking" -> typed("thinking").put("thinking", "").put("signature", "");
      case "text" -> typed("text").put("text", "");
      default -> block;
    };
  }

  static List<Delta> deltas(JsonObject block) {
    return switch (block.getString("type")) {
      case "tool_use" ->
          pieces("input_json_delta", "partial_json", block.getJsonObject("input").encode());
      case "thinking" -> {
        var deltas = pieces("thinking_delta", "thinking", block.getString("thinking"));
        var signature = block.getString("signature");
        deltas.add(new Delta(typed("signature_delta").put("signature", signature), ""));
        yield deltas;
      }
      case "text" -> {
        var deltas = pieces("text_delta", "text", block.getString("text"));
        for (var citation : block.getJsonArray("citations", new JsonArray())) {
          deltas.add(new Delta(typed("citations_delta").put("citation", citation), ""));
        }
        yield deltas;
      }
      default -> List.of();
    };
  }

  private static List<Delta> pieces(String type, String member, String text) {
    var deltas = new ArrayList<Delta>();
    for (var piece : ConverseForms.pieces(text)) {
      deltas.add(new Delta(typed(type).put(member, piece), piece));
    }
    return deltas;
  }

  private static JsonObject thinking(JsonObject text) {
    return typed("thinking")
        .put("thinking", text.getString("text", ""))
        .put("signature", text.getString("signature", ""));
  }

  private static JsonObject typed(String type) {
    return new JsonObject().put("type", type);
  }

  private static JsonObject translated(JsonObject block, String at) {
    return switch (string(block, "type", at)) {
      case "text" -> new JsonObject().put("text", string(block, "text", at));
      case "image" ->
          new JsonObject()
              .put(
                  "image",
                  new JsonObject()
                      .put("source", bytes(object(block, "source", at), at + ".source")));
      case "document" -> new JsonObject().put("document", document(block, at));
      case "tool_use" ->
          new JsonObject()
              .put(
                  "toolUse",
                  new JsonObject()
                      .put("toolUseId", string(block, "id", at))
                      .put("name", string(block, "name", at))
                      .put("input", object(block, "input", at)));
      case "tool_result" ->
          new JsonObject()
              .put(
                  "toolResult",
                  new JsonObject()
                      .put("toolUseId", string(block, "tool_use_id", at))
                      .put("content", toConverse(block.getValue("content", ""), at + ".content")));
      case "thinking" ->
          new JsonObject()
              .put(
                  "reasoningContent",
                  new JsonObject()
                      .put(
                          "reasoningText",
                          new JsonObject()
                              .put("text", string(block, "thinking", at))
                              .put("signature", string(block, "signature", at))));
      case "redacted_thinking" ->
          new JsonObject()
              .put(
                  "reasoningContent",
                  new JsonObject().put("redactedContent", string(block, "data", at)));
      default ->
          throw AwsError.validation(
              "%s: Input tag '%s' found using 'type' does not match any of the expected tags"
                  .formatted(at, string(block, "type", at)));
    };
  }

  private static JsonObject document(JsonObject block, String at) {
    var source = object(block, "source", at);
    var title = block.getValue("title") == null ? "document" : string(block, "title", at);
    var document = new JsonObject().put("name", title);
    var citations = nullable(block, "citations", at);
    if (citations != null) {
      document.put("citations", citations);
    }
    return switch (string(source, "type", at + ".source")) {
      case "text" ->
          document.put(
              "source", new JsonObject().put("text", string(source, "data", at + ".source")));
      case "content" ->
          document.put(
              "source",
              new JsonObject()
                  .put("content", toConverse(source.getValue("content"), at + ".source.content")));
      default -> document.put("format", "pdf").put("source", bytes(source, at + ".source"));
    };
  }

  private static JsonObject bytes(JsonObject source, String at) {
    if (!string(source, "type", at).equals("base64")) {
      throw AwsError.validation(
          "%s: Input tag '%s' found using 'type' does not match any of the expected tags: 'base64'"
              .formatted(at, string(source, "type", at)));
    }
    return new JsonObject().put("bytes", string(source, "data", at));
  }
}
