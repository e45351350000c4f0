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

  /** Most input tokens that this call can be billed for. */
  public long maxInputTokens(CallShape call) {
    if (call.opaque() || !byteLevelTokens) {
      return contextWindow;
    }
    var bound =
        call.textBytes()
            + call.images() * tokensPerImage
            + call.messages() * tokensPerMessage
            + (call.tools() ? toolPromptTokens : 0);
    return Math.min(contextWindow, bound);
  }

  /** Most characters that {@code tokens} generated tokens can be. */
  public long maxCharacters(long tokens) {
    return Math.multiplyExact(tokens, bytesPerToken);
  }
}
