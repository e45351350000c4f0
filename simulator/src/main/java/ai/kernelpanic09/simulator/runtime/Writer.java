package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.runtime.Wishes.Thinking;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Writes the answers that no script dictates: an echo of the prompt, and some words that depend on
 * the seed and the prompt alone. Where the prompt forces a tool or a schema, it writes what fits;
 * where it asks for thinking, it thinks first.
 */
final class Writer {
  private static final String[] WORDS = {
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango"
  };
  private static final int ECHOED = 80;

  private final long seed;
  private final ThoughtSeal seal;

  Writer(long seed, ThoughtSeal seal) {
    this.seed = seed;
    this.seal = seal;
  }

  Answer write(InferenceRequest prompt, int modelMaximum) {
    long allowed = prompt.maxTokens().orElse(modelMaximum);
    var thought = thought(prompt, allowed);
    long spent = TokenCounter.output(thought);
    var answer =
        prompt.wishes().tool().isPresent()
            ? tool(prompt, prompt.wishes().tool().get(), allowed)
            : said(prompt, allowed - spent);
    var content = new ArrayList<JsonObject>();
    if (!thought.isEmpty()) {
      boolean shown = prompt.wishes().thinking() == Thinking.SHOWN;
      content.add(seal.block(shown ? thought : "", thought));
    }
    content.addAll(answer.content());
    return new Answer(
        content,
        prompt.input().plus(answer.usage()).plus(TokenUsage.of(0, spent)),
        answer.stopReason(),
        answer.stopSequence());
  }

  /** A thought, where one is wanted and leaves room for an answer. */
  private static String thought(InferenceRequest prompt, long allowed) {
    if (prompt.wishes().thinking() == Thinking.NONE) {
      return "";
    }
    var thought = "The user says: " + echo(prompt.lastUserText()) + " I will answer that.";
    return TokenCounter.output(thought) < allowed ? thought : "";
  }

  private static Answer tool(InferenceRequest prompt, JsonObject tool, long allowed) {
    var schema = tool.getJsonObject("inputSchema").getJsonObject("json", new JsonObject());
    var input = SchemaWriter.object(schema, echo(prompt.lastUserText()));
    long tokens = TokenCounter.output(input.encode());
    boolean cut = tokens > allowed;
    var use =
        new JsonObject()
            .put("toolUseId", "tooluse_" + Integer.toHexString(prompt.lastUserText().hashCode()))
            .put("name", tool.getString("name"))
            .put("input", cut ? new JsonObject() : input);
    return new Answer(
        List.of(new JsonObject().put("toolUse", use)),
        TokenUsage.of(0, Math.min(tokens, allowed)),
        cut ? "max_tokens" : "tool_use",
        "");
  }

  private Answer said(InferenceRequest prompt, long allowed) {
    var text = text(prompt);
    var stopReason = "end_turn";
    var stopSequence = "";
    int cut = -1;
    for (var stop : prompt.stopSequences()) {
      int at = text.indexOf(stop);
      if (at >= 0 && (cut < 0 || at < cut)) {
        cut = at;
        stopSequence = stop;
      }
    }
    if (cut >= 0) {
      text = text.substring(0, cut);
      stopReason = "stop_sequence";
    }
    if (TokenCounter.output(text) > allowed) {
      int characters = Math.toIntExact(allowed * TokenCounter.CHARACTERS_PER_OUTPUT_TOKEN);
      text = text.substring(0, text.offsetByCodePoints(0, characters));
      stopReason = "max_tokens";
      stopSequence = "";
    }
    var block = new JsonObject().put("text", text);
    if (prompt.wishes().source().isPresent() && !text.isEmpty()) {
      block = prompt.wishes().source().get().cite(text);
    }
    return new Answer(
        List.of(block), TokenUsage.of(0, TokenCounter.output(text)), stopReason, stopSequence);
  }

  private String text(InferenceRequest prompt) {
    var full = full(prompt.lastUserText());
    return prompt.wishes().schema().map(s -> SchemaWriter.text(s, full)).orElse(full);
  }

  private static String echo(String prompt) {
    int echoed = Math.min(ECHOED, prompt.codePointCount(0, prompt.length()));
    return prompt.substring(0, prompt.offsetByCodePoints(0, echoed));
  }

  private String full(String prompt) {
    var checksum = new CRC32();
    checksum.update(prompt.getBytes(StandardCharsets.UTF_8));
    var random = new Random(seed * 31 + checksum.getValue());
    var text = new StringBuilder("You said: ").append(echo(prompt)).append('.');
    int words = 8 + random.nextInt(40);
    for (int i = 0; i < words; i++) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.append('.').toString();
  }
}
