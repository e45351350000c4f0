package ai.kernelpanic09.core.price;

/**
 * A model whose price is known.
 *
 * @param key the row of the price table, such as {@code
 *     geo/anthropic.claude-haiku-4-5-20251001-v1:0}
 * @param tariff dollars per million tokens
 * @param bounds upper bounds for the worst case of a call
 * @param maxOutputTokens most tokens that one call can generate
 * @param source where the price comes from
 */
public record PricedModel(
    String key, Tariff tariff, ModelBounds bounds, long maxOutputTokens, String source) {

  /** The price of calls whose prompt is not long. */
  public ModelPrice price() {
    return tariff.price();
  }
}
