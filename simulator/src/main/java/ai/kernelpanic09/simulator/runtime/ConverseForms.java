package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Writes answers as Converse, and as events of ConverseStream. */
final class ConverseForms {
  private static final int CHARACTERS_PER_DELTA = 8;

  private ConverseForms() {}

  /** One event of a stream: its type, its payload and the output tokens that it carries. */
  record Event(String type, JsonObject payload, long outputTokens) {}

  static JsonObject response(Outcome outcome, boolean traced, long latencyMillis) {
    var answer = outcome.answer();
    var json =
        new JsonObject()
            .put(
                "output",
                new JsonObject()
                    .put(
                        "message",
                        new JsonObject()
                            .put("role", "assistant")
                            .put("content", new JsonArray(answer.content()))))
            .put("stopReason", answer.stopReason())
            .put("usage", usage(answer.usage()))
            .put("metrics", metrics(latencyMillis));
    return withTrace(json, outcome, traced);
  }

  static List<Event> events(Outcome outcome, boolean traced, long latencyMillis) {
    var answer = outcome.answer();
    var events = new ArrayList<Event>();
    events.add(new Event("messageStart", new JsonObject().put("role", "assistant"), 0));
    for (int i = 0; i < answer.content().size(); i++) {
      block(answer.content().get(i), i, events);
    }
    events.add(
        new Event("messageStop", new JsonObject().put("stopReason", answer.stopReason()), 0));
    var metadata =
        new JsonObject().put("usage", usage(answer.usage())).put("metrics", metrics(latencyMillis));
    events.add(new Event("metadata", withTrace(metadata, outcome, traced), 0));
    return events;
  }

  static JsonObject usage(TokenUsage usage) {
    var json =
        new JsonObject()
            .put("inputTokens", usage.input())
            .put("outputTokens", usage.output())
            .put("totalTokens", usage.total())
            .put("cacheReadInputTokens", usage.cacheRead())
            .put("cacheWriteInputTokens", usage.cacheWrite5m() + usage.cacheWrite1h());
    var details = new JsonArray();
    if (usage.cacheWrite1h() > 0) {
      details.add(new JsonObject().put("ttl", "1h").put("inputTokens", usage.cacheWrite1h()));
    }
    if (usage.cacheWrite5m() > 0) {
      details.add(new JsonObject().put("ttl", "5m").put("inputTokens", usage.cacheWrite5m()));
    }
    return details.isEmpty() ? json : json.put("cacheDetails", details);
  }

  /** The text, cut into the pieces that a stream sends. */
  static List<String> pieces(String text) {
    var pieces = new ArrayList<String>();
    int from = 0;
    while (from < text.length()) {
      int left = text.codePointCount(from, text.length());
      int to = text.offsetByCodePoints(from, Math.min(CHARACTERS_PER_DELTA, left));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static void block(JsonObject block, int index, List<Event> events) {
    var tool = block.getJsonObject("toolUse");
    if (tool != null) {
      var start =
          new JsonObject()
              .put("toolUseId", tool.getString("toolUseId"))
              .put("name", tool.getString("name"));
      events.add(
          new Event(
              "contentBlockStart",
              at(index).put("start", new JsonObject().put("toolUse", start)),
              0));
      for (var piece : pieces(tool.getJsonObject("input", new JsonObject()).encode())) {
        delta(
            index,
            new JsonObject().put("toolUse", new JsonObject().put("input", piece)),
            piece,
            events);
      }
    } else if (block.containsKey("text")) {
      for (var piece : pieces(block.getString("text"))) {
        delta(index, new JsonObject().put("text", piece), piece, events);
      }
    } else {
      var reasoning = block.getJsonObject("reasoningContent", new JsonObject());
      var text = reasoning.getJsonObject("reasoningText", new JsonObject()).getString("text", "");
      for (var piece : pieces(text)) {
        var delta = new JsonObject().put("text", piece);
        delta(index, new JsonObject().put("reasoningContent", delta), piece, events);
      }
    }
    events.add(new Event("contentBlockStop", at(index), 0));
  }

  private static void delta(int index, JsonObject delta, String piece, List<Event> events) {
    events.add(
        new Event("contentBlockDelta", at(index).put("delta", delta), TokenCounter.output(piece)));
  }

  private static JsonObject at(int index) {
    return new JsonObject().put("contentBlockIndex", index);
  }

  private static JsonObject metrics(long latencyMillis) {
    return new JsonObject().put("latencyMs", Math.max(1, latencyMillis));
  }

  private static JsonObject withTrace(JsonObject json, Outcome outcome, boolean traced) {
    if (traced && outcome.trace().isPresent()) {
      json.put("trace", new JsonObject().put("guardrail", outcome.trace().get()));
    }
    return json;
  }
}
