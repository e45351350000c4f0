package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Model;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads the texts and the number of tokens of a checked Converse body. */
final class ConversationReader {
  private final TokenCounter tokens;

  ConversationReader(TokenCounter tokens) {
    this.tokens = tokens;
  }

  InferenceRequest read(JsonObject body, Model model, PromptCache.Lookup cache) {
    var config = body.getJsonObject("inferenceConfig", new JsonObject());
    var maxTokens = config.getInteger("maxTokens");
    return new InferenceRequest(
        lastUserText(body),
        usage(body, model, cache),
        maxTokens == null ? OptionalInt.empty() : OptionalInt.of(maxTokens),
        strings(config.getJsonArray("stopSequences", new JsonArray())),
        Wishes.of(body, model));
  }

  /** The input tokens; those before a cache point are read from the cache or written to it. */
  TokenUsage usage(JsonObject body, Model model, PromptCache.Lookup cache) {
    var prefix = new StringBuilder();
    var size = tokens.hidden(body, model);
    for (var block : blocks(body)) {
      if (block.containsKey("cachePoint")) {
        cache.point(
            prefix.toString(),
            tokens.total(size),
            block.getJsonObject("cachePoint").getString("ttl", "5m"));
      } else {
        size = size.plus(tokens.size(block));
        prefix.append(block.encode());
      }
    }
    return cache.split(tokens.total(size));
  }

  /** Tools, system, messages: the order in which prompts are assembled and cached. */
  static List<JsonObject> blocks(JsonObject body) {
    var blocks = new ArrayList<JsonObject>();
    body.getJsonObject("toolConfig", new JsonObject())
        .getJsonArray("tools", new JsonArray())
        .forEach(t -> blocks.add((JsonObject) t));
    body.getJsonArray("system", new JsonArray()).forEach(s -> blocks.add((JsonObject) s));
    body.getJsonArray("messages", new JsonArray())
        .forEach(
            m -> ((JsonObject) m).getJsonArray("content").forEach(c -> blocks.add((JsonObject) c)));
    return blocks;
  }

  private static String lastUserText(JsonObject body) {
    var messages = body.getJsonArray("messages");
    var text = "";
    for (int i = 0; i < messages.size(); i++) {
      if (messages.getJsonObject(i).getString("role").equals("user")) {
        for (var block : messages.getJsonObject(i).getJsonArray("content")) {
          text = Texts.of((JsonObject) block).orElse(text);
        }
      }
    }
    return text;
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
