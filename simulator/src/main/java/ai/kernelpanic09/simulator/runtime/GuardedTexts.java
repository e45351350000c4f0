package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The texts of a conversation that a guardrail looks at. It never sees tool results, tool
 * definitions, documents and thoughts.
 *
 * <ul>
 *   <li>Of Converse: those of guardContent blocks if there are any, else all text of the messages;
 *       the system prompt only where it is marked. A block that is marked as a source or query for
 *       contextual grounding is not looked at otherwise, unless it is marked as content too.
 *   <li>Of InvokeModel: what stands in tags if there are any, else the whole prompt, but then not
 *       for prompt attacks.
 * </ul>
 *
 * @param attacks whether the filter for prompt attacks looks at them
 */
record GuardedTexts(
    List<String> texts, int images, long unguarded, long grounding, boolean attacks) {

  private static final String TAG = "amazon-bedrock-guardrails-guardContent_";

  /**
   * The texts of a call of Converse.
   *
   * @param allSystem whether the system prompt is looked at though it is not marked
   * @param allMessages whether all of the messages are looked at though some are marked
   */
  static GuardedTexts ofConverse(JsonObject body, boolean allSystem, boolean allMessages) {
    var selected = allMessages ? ofMessages(body) : ofConverse(body);
    if (!allSystem && !allMessages) {
      return selected;
    }
    var texts = new ArrayList<>(selected.texts);
    var unguarded = selected.unguarded;
    for (var block : system(body)) {
      var marked = Texts.guarded(block);
      var text = block.getString("text", "");
      if (marked.isPresent() && allMessages) {
        texts.addFirst(marked.get());
      } else if (marked.isEmpty() && allSystem && !text.isEmpty()) {
        texts.addFirst(text);
        unguarded -= allMessages ? 0 : characters(text);
      }
    }
    return new GuardedTexts(
        texts, selected.images, unguarded, selected.grounding, selected.attacks);
  }

  /** All texts of the messages, marked or not. */
  private static GuardedTexts ofMessages(JsonObject body) {
    var marked = ofConverse(body);
    var texts = new ArrayList<String>();
    for (var block : blocks(body)) {
      Texts.guarded(block).ifPresent(texts::add);
      if (block.containsKey("text")) {
        texts.add(block.getString("text"));
      }
    }
    return new GuardedTexts(texts, marked.images, 0, marked.grounding, true);
  }

  private static GuardedTexts ofConverse(JsonObject body) {
    var plain = new ArrayList<String>();
    var marked = new ArrayList<String>();
    boolean marks = false;
    int images = 0;
    long sources = 0;
    long queries = 0;
    long beside = 0;
    for (var block : blocks(body)) {
      var text = Texts.guarded(block);
      marks |= block.containsKey("guardContent");
      if (qualified(block, "grounding_source")) {
        sources += characters(text.orElse(""));
      } else if (qualified(block, "query")) {
        queries += characters(text.orElse(""));
      }
      if (isContent(block)) {
        text.ifPresent(marked::add);
      } else {
        beside += characters(text.orElse(""));
      }
      if (block.containsKey("text")) {
        plain.add(block.getString("text"));
      }
      if (hasImage(block)) {
        images++;
      }
    }
    for (var block : system(body)) {
      marks |= block.containsKey("guardContent");
      Texts.guarded(block).ifPresent(marked::add);
      beside += characters(block.getString("text", ""));
    }
    long grounding = sources > 0 ? sources + queries : 0;
    return marks
        ? new GuardedTexts(marked, images, beside + characters(plain), grounding, true)
        : new GuardedTexts(plain, images, beside, 0, true);
  }

  /**
   * The texts of a call of InvokeModel.
   *
   * @param tagSuffix of the tags in it; empty where it names none
   */
  static GuardedTexts ofInvoke(JsonObject body, Optional<String> tagSuffix) {
    var all = new ArrayList<String>();
    int images = 0;
    for (var block : blocks(body)) {
      Texts.of(block).ifPresent(all::add);
      images += hasImage(block) ? 1 : 0;
    }
    system(body).forEach(block -> Texts.of(block).ifPresent(all::add));
    var tagged = new ArrayList<String>();
    if (tagSuffix.isPresent()) {
      var tag = TAG + tagSuffix.get() + ">";
      var pattern =
          Pattern.compile(
              Pattern.quote("<" + tag) + "(.*?)" + Pattern.quote("</" + tag), Pattern.DOTALL);
      for (var text : all) {
        pattern.matcher(text).results().forEach(each -> tagged.add(each.group(1)));
      }
    }
    return tagged.isEmpty()
        ? new GuardedTexts(all, images, 0, 0, false)
        : new GuardedTexts(tagged, images, characters(all) - characters(tagged), 0, true);
  }

  private static List<JsonObject> blocks(JsonObject body) {
    return objects(body.getJsonArray("messages", new JsonArray())).stream()
        .flatMap(message -> objects(message.getJsonArray("content")).stream())
        .toList();
  }

  private static List<JsonObject> system(JsonObject body) {
    return objects(body.getJsonArray("system", new JsonArray()));
  }

  private static boolean hasImage(JsonObject block) {
    return block.containsKey("image")
        || block.getJsonObject("guardContent", new JsonObject()).containsKey("image");
  }

  private static boolean isContent(JsonObject block) {
    return qualifiers(block).isEmpty() || qualified(block, "guard_content");
  }

  private static boolean qualified(JsonObject block, String qualifier) {
    return qualifiers(block).contains(qualifier);
  }

  private static JsonArray qualifiers(JsonObject block) {
    return block
        .getJsonObject("guardContent", new JsonObject())
        .getJsonObject("text", new JsonObject())
        .getJsonArray("qualifiers", new JsonArray());
  }

  /**
   * @param account of the caller
   */
  CallScreening screening(AppliedGuardrail by, String account) {
    return new CallScreening(
        by.guardrail(),
        by.origins(),
        by.guardrail().arn().contains(":" + account + ":"),
        texts,
        images,
        unguarded,
        grounding,
        attacks);
  }

  private static long characters(List<String> texts) {
    return texts.stream().mapToLong(GuardedTexts::characters).sum();
  }

  private static long characters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static List<JsonObject> objects(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }
}
