package ai.kernelpanic09.core.price;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * The price of calls whose prompt is long. It holds for all tokens of such a call, not for those
 * above the threshold alone.
 *
 * @param aboveTokens the longest prompt, cached tokens included, that is not long
 * @param price dollars per million tokens
 */
public record LongPrompts(
    @JsonPropertyDescription("Prompts of more tokens than this, cached ones included, are long.")
        long aboveTokens,
    @JsonPropertyDescription("Dollars per million tokens.") ModelPrice price) {

  /**
   * @throws IllegalArgumentException when the threshold is below zero
   */
  public LongPrompts {
    if (aboveTokens < 0) {
      throw new IllegalArgumentException("long prompts begin above " + aboveTokens + " tokens");
    }
  }
}
