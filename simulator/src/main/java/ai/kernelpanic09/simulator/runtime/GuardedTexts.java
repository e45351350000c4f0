package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts of a conversation that a guardrail looks at: those of guardContent blocks if there are
 * any, else all text of the messages. It never sees tool results, tool definitions and unmarked
 * system prompts.
 */
record GuardedTexts(List<String> texts, int images, long unguarded, long grounding) {

  static GuardedTexts of(JsonObject body) {
    var plain = new ArrayList<String>();
    var marked = new ArrayList<String>();
    int images = 0;
    long sources = 0;
    long queries = 0;
    for (var message : objects(body.getJsonArray("messages", new JsonArray()))) {
      for (var block : objects(message.getJsonArray("content"))) {
        Texts.guarded(block).ifPresent(marked::add);
        if (qualified(block, "grounding_source")) {
          sources += characters(Texts.guarded(block).orElse(""));
        } else if (qualified(block, "query")) {
          queries += characters(Texts.guarded(block).orElse(""));
        }
        if (block.containsKey("text")) {
          plain.add(block.getString("text"));
        }
        if (block.containsKey("image")
            || block.getJsonObject("guardContent", new JsonObject()).containsKey("image")) {
          images++;
        }
      }
    }
    long system = 0;
    for (var block : objects(body.getJsonArray("system", new JsonArray()))) {
      Texts.guarded(block).ifPresent(marked::add);
      system += characters(block.getString("text", ""));
    }
    long grounding = sources > 0 ? sources + queries : 0;
    return marked.isEmpty()
        ? new GuardedTexts(plain, images, system, 0)
        : new GuardedTexts(
            marked,
            images,
            system + plain.stream().mapToLong(GuardedTexts::characters).sum(),
            grounding);
  }

  private static boolean qualified(JsonObject block, String qualifier) {
    return block
        .getJsonObject("guardContent", new JsonObject())
        .getJsonObject("text", new JsonObject())
        .getJsonArray("qualifiers", new JsonArray())
        .contains(qualifier);
  }

  CallScreening screening(Applied guardrail) {
    return new CallScreening(guardrail, texts, images, unguarded, grounding);
  }

  private static long characters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static List<JsonObject> objects(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }
}
