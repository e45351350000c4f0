package ai.kernelpanic09.simulator.runtime;

/**
 * The simulator's tokeniser: a quarter of the UTF-8 bytes and a constant for the frame around them,
 * and never more tokens than bytes, as byte-level tokenisers guarantee.
 */
final class TokenCounter {
  private static final int FRAME = 8;
  static final int CHARACTERS_PER_OUTPUT_TOKEN = 4;

  private TokenCounter() {}

  static long input(long utf8Bytes) {
    return Math.min(utf8Bytes, utf8Bytes / 4 + FRAME);
  }

  static long output(String text) {
    return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS_PER_OUTPUT_TOKEN);
  }
}
