package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Writes the answers that no script dictates: an echo of the prompt, and some words that depend on
 * the seed and the prompt alone.
 */
final class Writer {
  private static final String[] WORDS = {
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango"
  };
  private static final int ECHOED = 80;

  private final long seed;

  Writer(long seed) {
    this.seed = seed;
  }

  Answer write(InferenceRequest request, int modelMaximum) {
    var text = full(request.lastUserText());
    var stopReason = "end_turn";
    int cut = -1;
    for (var stop : request.stopSequences()) {
      int at = text.indexOf(stop);
      if (at >= 0 && (cut < 0 || at < cut)) {
        cut = at;
      }
    }
    if (cut >= 0) {
      text = text.substring(0, cut);
      stopReason = "stop_sequence";
    }
    int allowed = request.maxTokens().orElse(modelMaximum);
    if (TokenCounter.output(text) > allowed) {
      int characters = allowed * TokenCounter.CHARACTERS_PER_OUTPUT_TOKEN;
      text = text.substring(0, text.offsetByCodePoints(0, characters));
      stopReason = "max_tokens";
    }
    var input = request.input();
    return Answer.text(text, input.plus(TokenUsage.of(0, TokenCounter.output(text))), stopReason);
  }

  private String full(String prompt) {
    var checksum = new CRC32();
    checksum.update(prompt.getBytes(StandardCharsets.UTF_8));
    var random = new Random(seed * 31 + checksum.getValue());
    var text = new StringBuilder("You said: ");
    int echoed = Math.min(ECHOED, prompt.codePointCount(0, prompt.length()));
    text.append(prompt, 0, prompt.offsetByCodePoints(0, echoed)).append('.');
    int words = 8 + random.nextInt(40);
    for (int i = 0; i < words; i++) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.append('.').toString();
  }
}
