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

  /**
   * What a caller sees beside the answer.
   *
   * @param traced whether it sees the guardrail's trace
   * @param ownFields members of the model's own answer; empty if it asked for none
   */
  record View(boolean traced, long latencyMillis, JsonObject ownFields) {
    static final View PLAIN = new View(false, 0, new JsonObject());
  }

  static JsonObject response(Outcome outcome, View view) {
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
            .put("metrics", metrics(view));
    return withTrace(withOwnFields(json, view), outcome, view);
  }

  static List<Event> events(Outcome outcome, View view) {
    var answer = outcome.answer();
    var events = new ArrayList<Event>();
    events.add(new Event("messageStart", new JsonObject().put("role", "assistant"), 0));
    for (int i = 0; i < answer.content().size(); i++) {
      block(answer.content().get(i), i, events);
    }
    var stop = new JsonObject().put("stopReason", answer.stopReason());
    events.add(new Event("messageStop", withOwnFields(stop, view), 0));
    var metadata =
        new JsonObject().put("usage", usage(answer.usage())).put("metrics", metrics(view));
    events.add(new Event("metadata", withTrace(metadata, outcome, view), 0));
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
    } else if (Texts.said(block).isPresent()) {
      for (var piece : pieces(Texts.said(block).get())) {
        delta(index, new JsonObject().put("text", piece), piece, events);
      }
      for (var citation : citations(block)) {
        delta(index, new JsonObject().put("citation", citation), "", events);
      }
    } else {
      reasoning(block.getJsonObject("reasoningContent", new JsonObject()), index, events);
    }
    events.add(new Event("contentBlockStop", at(index), 0));
  }

  private static JsonArray citations(JsonObject block) {
    return block
        .getJsonObject("citationsContent", new JsonObject())
        .getJsonArray("citations", new JsonArray());
  }

  private static void reasoning(JsonObject reasoning, int index, List<Event> events) {
    var text = reasoning.getJsonObject("reasoningText", new JsonObject());
    for (var piece : pieces(text.getString("text", ""))) {
      thought(index, new JsonObject().put("text", piece), piece, events);
    }
    if (text.containsKey("signature")) {
      thought(index, new JsonObject().put("signature", text.getString("signature")), "", events);
    }
    if (reasoning.containsKey("redactedContent")) {
      thought(index, reasoning, "", events);
    }
  }

  private static void thought(int index, JsonObject delta, String piece, List<Event> events) {
    delta(index, new JsonObject().put("reasoningContent", delta), piece, events);
  }

  private static void delta(int index, JsonObject delta, String piece, List<Event> events) {
    events.add(
        new Event("contentBlockDelta", at(index).put("delta", delta), TokenCounter.output(piece)));
  }

  private static JsonObject at(int index) {
    return new JsonObject().put("contentBlockIndex", index);
  }

  private static JsonObject metrics(View view) {
    return new JsonObject().put("latencyMs", Math.max(1, view.latencyMillis()));
  }

  private static JsonObject withOwnFields(JsonObject json, View view) {
    return view.ownFields().isEmpty()
        ? json
        : json.put("additionalModelResponseFields", view.ownFields());
  }

  private static JsonObject withTrace(JsonObject json, Outcome outcome, View view) {
    if (view.traced() && outcome.trace().isPresent()) {
      json.put("trace", new JsonObject().put("guardrail", outcome.trace().get()));
    }
    return json;
  }
}
