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
 * @param bytesPerToken UTF-8 bytes, and so characters, of a generated token that a guardrail's
 *     charge is reserved for: the most that one can be, or what an answer comes to at most on
 *     average
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
    @JsonPropertyDescription(
            "UTF-8 bytes of a generated token that guardrail charges are reserved for.")
        long bytesPerToken) {

  /**
   * Characters a token that no usual answer has on average. English prose has about 4 a token, by
   * the vendors' own words, other languages and code have fewer, newer tokenisers too. The longest
   * tokens, of 128 spaces, come in no answer alone.
   *
   * @see <a href="https://platform.openai.com/tokenizer">OpenAI: one token is about 4
   *     characters</a>
   * @see <a href="https://platform.claude.com/docs/en/about-claude/glossary">Anthropic: about 3.5
   *     characters</a>
   */
  private static final long USUAL_BYTES_PER_TOKEN = 8;

  /** The same bounds, but for answers that are as long as usual ones. */
  public ModelBounds ofUsualAnswers() {
    return new ModelBounds(
        contextWindow,
        byteLevelTokens,
        tokensPerImage,
        tokensPerMessage,
        toolPromptTokens,
        Math.min(bytesPerToken, USUAL_BYTES_PER_TOKEN));
  }

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

  /** Characters of {@code tokens} generated tokens that a guardrail's charge is reserved for. */
  public long maxCharacters(long tokens) {
    return Math.multiplyExact(tokens, bytesPerToken);
  }
}
