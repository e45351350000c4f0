package ai.kernelpanic09.core.price;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A model whose price is known.
 *
 * @param key the row of the price table, such as {@code
 *     geo/anthropic.claude-haiku-4-5-20251001-v1:0}
 * @param tariff dollars per million tokens
 * @param dearest of each kind of token the highest price that a call can have, even one that names
 *     no service tier
 * @param bounds upper bounds for the worst case of a call
 * @param maxOutputTokens most tokens that one call can generate
 * @param source where the price comes from
 * @param until when another price may begin, or none; null where nothing is known of that
 */
public record PricedModel(
    String key,
    Tariff tariff,
    ModelPrice dearest,
    ModelBounds bounds,
    long maxOutputTokens,
    String source,
    @Nullable Instant until) {

  /** The price of calls whose prompt is not long. */
  public ModelPrice price() {
    return tariff.price();
  }
}
