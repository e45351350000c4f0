package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Prices that an endpoint names itself, dollars per million tokens; null keeps the known price.
 *
 * @param usual prices of prompts that are not long
 * @param longPrompts prices of long ones
 * @param bounds what is known of a model that has no bounds in the table
 */
public record PriceOverride(Named usual, @Nullable NamedLong longPrompts, NamedBounds bounds) {

  /** Keeps every price. */
  public static final PriceOverride NONE = new PriceOverride(Named.NONE, null, NamedBounds.NONE);

  static final String SOURCE = "spec.pricing";

  private static final String USUAL = "pricing.";
  private static final String LONG = "pricing.longPrompts.";

  /**
   * Prices by kind of token; null for a kind whose price is not named.
   *
   * @param input tokens read that were in no cache
   * @param output tokens generated
   * @param cacheRead tokens read from a prompt cache
   * @param cacheWrite5m tokens written to a cache that lives five minutes
   * @param cacheWrite1h tokens written to a cache that lives an hour
   */
  public record Named(
      @Nullable Money input,
      @Nullable Money output,
      @Nullable Money cacheRead,
      @Nullable Money cacheWrite5m,
      @Nullable Money cacheWrite1h) {

    static final Named NONE = new Named(null, null, null, null, null);

    private void requirePositive(String path) {
      requirePositive(path + "input", input);
      requirePositive(path + "output", output);
      requirePositive(path + "cacheRead", cacheRead);
      requirePositive(path + "cacheWrite5m", cacheWrite5m);
      requirePositive(path + "cacheWrite1h", cacheWrite1h);
    }

    private static void requirePositive(String name, @Nullable Money price) {
      if (price != null && !price.isPositive()) {
        throw new IllegalArgumentException(name + ": " + price + " is no price");
      }
    }

    /** These prices, and for kinds that are not named those of {@code known}. */
    private ModelPrice over(ModelPrice known, String path, boolean mayLower) {
      return new ModelPrice(
          over(path + "input", known.input(), input, mayLower),
          over(path + "output", known.output(), output, mayLower),
          overOptional(path + "cacheRead", known.cacheRead(), cacheRead, mayLower),
          overOptional(path + "cacheWrite5m", known.cacheWrite5m(), cacheWrite5m, mayLower),
          overOptional(path + "cacheWrite1h", known.cacheWrite1h(), cacheWrite1h, mayLower));
    }

    private static Money over(String name, Money known, @Nullable Money named, boolean mayLower) {
      if (named == null) {
        return known;
      }
      if (!mayLower && named.compareTo(known) < 0) {
        throw new IllegalArgumentException(
            name + ": " + named + " is below the known price of " + known);
      }
      return named;
    }

    private static @Nullable Money overOptional(
        String name, @Nullable Money known, @Nullable Money named, boolean mayLower) {
      return known == null ? named : over(name, known, named, mayLower);
    }
  }

  /**
   * Bounds of a model without known ones.
   *
   * @param contextWindow most input tokens that the model reads; null keeps the widest
   * @param byteLevelTokens whether its text never has more tokens than UTF-8 bytes
   */
  public record NamedBounds(@Nullable Long contextWindow, boolean byteLevelTokens) {

    public static final NamedBounds NONE = new NamedBounds(null, false);

    /**
     * @throws IllegalArgumentException when the family has bounds of its own; the message names the
     *     member
     */
    ModelFamily over(ModelFamily family) {
      if (equals(NONE)) {
        return family;
      }
      if (!family.isAnyModel()) {
        throw new IllegalArgumentException(
            "pricing."
                + (contextWindow == null ? "tokens" : "contextWindow")
                + ": must be left out, for the bounds of this model are known");
      }
      return family.bounded(contextWindow, byteLevelTokens);
    }
  }

  /**
   * Prices of long prompts.
   *
   * @param aboveTokens the longest prompt, cached tokens included, that is not long
   * @param prices null for a kind that costs as much as in other prompts
   */
  public record NamedLong(long aboveTokens, Named prices) {}

  /**
   * @throws IllegalArgumentException when a price is zero or less: a slip must not make a model
   *     free
   */
  public PriceOverride {
    usual.requirePositive(USUAL);
    if (longPrompts != null) {
      longPrompts.prices().requirePositive(LONG);
      if (longPrompts.prices().equals(Named.NONE)) {
        throw new IllegalArgumentException("pricing.longPrompts: names no price");
      }
      if (longPrompts.aboveTokens() < 1) {
        throw new IllegalArgumentException(
            LONG + "aboveTokens: must be at least 1, not " + longPrompts.aboveTokens());
      }
    }
  }

  /**
   * Whether it is enough to price a model without a known price: input is set, and output where the
   * model generates something.
   */
  boolean isWhole(boolean generates) {
    return usual.input() != null && (usual.output() != null || !generates);
  }

  /**
   * The price with this override.
   *
   * @param known null for a model without a known price
   * @param tier the tier that calls name
   * @throws IllegalArgumentException when a price is lower than it may be; the message names the
   *     member
   */
  Tariff over(@Nullable Tariff known, ServiceTier tier, boolean mayLower) {
    var named = tier == ServiceTier.DEFAULT ? null : tier;
    if (known == null) {
      var input = usual.input();
      if (input == null) {
        throw new IllegalArgumentException("pricing.input: is needed");
      }
      var output = usual.output();
      return withLong(
          new ModelPrice(
              input,
              output == null ? Money.ZERO : output,
              usual.cacheRead(),
              usual.cacheWrite5m(),
              usual.cacheWrite1h()),
          named,
          null,
          mayLower);
    }
    return withLong(
        usual.over(known.price(), USUAL, mayLower), named, known.longPrompts(), mayLower);
  }

  /**
   * The tariff with prices of long prompts. A kind that is not named costs the most of what is
   * known of long prompts and of what others cost.
   */
  private Tariff withLong(
      ModelPrice others,
      @Nullable ServiceTier tier,
      @Nullable LongPrompts known,
      boolean mayLower) {
    if (longPrompts == null) {
      return known == null
          ? new Tariff(tier, others, null)
          : stepped(tier, others, known.aboveTokens(), dearest(known.price(), others));
    }
    var above = longPrompts.aboveTokens();
    if (known != null && above > known.aboveTokens() && !mayLower) {
      throw new IllegalArgumentException(
          LONG
              + "aboveTokens: "
              + above
              + " is above "
              + known.aboveTokens()
              + ", from which on prompts are known to cost more");
    }
    var base = known == null ? others : dearest(known.price(), others);
    return stepped(tier, others, above, longPrompts.prices().over(base, LONG, mayLower));
  }

  private static Tariff stepped(
      @Nullable ServiceTier tier, ModelPrice others, long above, ModelPrice ofLong) {
    try {
      return new Tariff(tier, others, new LongPrompts(above, ofLong));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(LONG + e.getMessage(), e);
    }
  }

  /** Of each kind that has a price in long prompts the dearer price. */
  private static ModelPrice dearest(ModelPrice ofLong, ModelPrice others) {
    return new ModelPrice(
        ofLong.input().max(others.input()),
        ofLong.output().max(others.output()),
        dearest(ofLong.cacheRead(), others.cacheRead()),
        dearest(ofLong.cacheWrite5m(), others.cacheWrite5m()),
        dearest(ofLong.cacheWrite1h(), others.cacheWrite1h()));
  }

  private static @Nullable Money dearest(@Nullable Money ofLong, @Nullable Money other) {
    return ofLong == null || other == null ? ofLong : ofLong.max(other);
  }
}
