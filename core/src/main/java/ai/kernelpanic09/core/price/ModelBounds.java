package ai.kernelpanic09.core.price;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * Upper bounds of a model family, from its documentation.
 *
 * @param contextWindow most input tokens that the model reads
 * @param byteLevelTokens whether its tokeniser never makes more tokens than the text has UTF-8
 *     bytes
 * @param tokensPerImage most tokens that an image counts as
 * @param tokensPerMessage most tokens that a message adds beside its text (role marks)
 * @param toolPromptTokens most tokens that the model's own prompt for tools adds
 * @param bytesPerToken most UTF-8 bytes, and so characters, that one generated token can be
 */
public record ModelBounds(
    @JsonPropertyDescription("Most input tokens that the model reads.") long contextWindow,
    @JsonPropertyDescription("Whether text never has more tokens than UTF-8 bytes.")
        boolean byteLevelTokens,
    @JsonPropertyDescription("Most tokens of an image.") long tokensPerImage,
    @JsonPropertyDescription("Most tokens that a message adds beside its text.")
        long tokensPerMessage,
    @JsonPropertyDescription("Most tokens of the model's own prompt for tools.")
        long toolPromptTokens,
    @JsonPropertyDescription("Most UTF-8 bytes of one generated token.") long bytesPerToken) {

  /**
   * Most input tokens that this call can be billed for. What is known of them otherwise is taken
   * with what may be added beside the texts: AWS says of a count that it matches the bill,
   * Anthropic that it may differ by a small amount.
   */
  public long maxInputTokens(CallShape call) {
    var bounded = call.boundedInput();
    if (bounded != null) {
      return Math.addExact(bounded, beside(call));
    }
    if (call.opaque() || !byteLevelTokens) {
      return contextWindow;
    }
    return Math.min(
        contextWindow, call.textBytes() + call.images() * tokensPerImage + beside(call));
  }

  private long beside(CallShape call) {
    return call.messages() * tokensPerMessage + (call.tools() ? toolPromptTokens : 0);
  }

  /** Most characters that {@code tokens} generated tokens can be. */
  public long maxCharacters(long tokens) {
    return Math.multiplyExact(tokens, bytesPerToken);
  }
}
