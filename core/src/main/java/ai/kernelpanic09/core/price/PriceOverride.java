package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Prices that an endpoint names itself, dollars per million tokens; null keeps the known price.
 *
 * @param input tokens read that were in no cache
 * @param output tokens generated
 * @param cacheRead tokens read from a prompt cache
 * @param cacheWrite5m tokens written to a cache that lives five minutes
 * @param cacheWrite1h tokens written to a cache that lives an hour
 */
public record PriceOverride(
    @Nullable Money input,
    @Nullable Money output,
    @Nullable Money cacheRead,
    @Nullable Money cacheWrite5m,
    @Nullable Money cacheWrite1h) {

  /** Keeps every price. */
  public static final PriceOverride NONE = new PriceOverride(null, null, null, null, null);

  static final String SOURCE = "spec.pricing";

  /**
   * @throws IllegalArgumentException when a price is zero or less: a slip must not make a model
   *     free
   */
  public PriceOverride {
    requirePositive("input", input);
    requirePositive("output", output);
    requirePositive("cacheRead", cacheRead);
    requirePositive("cacheWrite5m", cacheWrite5m);
    requirePositive("cacheWrite1h", cacheWrite1h);
  }

  private static void requirePositive(String name, @Nullable Money price) {
    if (price != null && !price.isPositive()) {
      throw new IllegalArgumentException("pricing." + name + ": " + price + " is no price");
    }
  }

  /**
   * Whether it is enough to price a model without a known price: input is set, and output where the
   * model generates something.
   */
  boolean isWhole(boolean generates) {
    return input != null && (output != null || !generates);
  }

  /** The price with this override; {@code known} is null for a model without a known price. */
  ModelPrice over(@Nullable ModelPrice known, boolean mayLower) {
    if (known == null) {
      if (input == null) {
        throw new IllegalArgumentException("pricing.input: is needed");
      }
      return new ModelPrice(
          input, output == null ? Money.ZERO : output, cacheRead, cacheWrite5m, cacheWrite1h);
    }
    return new ModelPrice(
        over("input", known.input(), input, mayLower),
        over("output", known.output(), output, mayLower),
        overOptional("cacheRead", known.cacheRead(), cacheRead, mayLower),
        overOptional("cacheWrite5m", known.cacheWrite5m(), cacheWrite5m, mayLower),
        overOptional("cacheWrite1h", known.cacheWrite1h(), cacheWrite1h, mayLower));
  }

  private static Money over(String name, Money known, @Nullable Money named, boolean mayLower) {
    if (named == null) {
      return known;
    }
    if (!mayLower && named.compareTo(known) < 0) {
      throw new IllegalArgumentException(
          "pricing." + name + ": " + named + " is below the known price of " + known);
    }
    return named;
  }

  private static @Nullable Money overOptional(
      String name, @Nullable Money known, @Nullable Money named, boolean mayLower) {
    return known == null ? named : over(name, known, named, mayLower);
  }
}
