package ai.kernelpanic09.core.price;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What the tokens of one model cost, as called through one inference profile or region.
 *
 * @param serviceTier the tier that calls name; null for the default, which they need not name
 * @param price price of calls whose prompt is not long
 * @param longPrompts price of calls whose prompt is long; null where all prompts cost the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tariff(
    @JsonPropertyDescription("The service tier that calls name; absent for Bedrock's default.")
        @Nullable ServiceTier serviceTier,
    @JsonPropertyDescription("Price of calls whose prompt is not long.") ModelPrice price,
    @JsonPropertyDescription("Price of calls whose prompt is long; absent if it is the same.")
        @Nullable LongPrompts longPrompts) {

  /**
   * @throws IllegalArgumentException when some kind of token is cheaper in long prompts, or has a
   *     price in one of the two only: what is reserved for a long prompt would then not cover a
   *     short one
   */
  public Tariff {
    if (longPrompts != null) {
      for (var kind : TokenKind.values()) {
        var usual = kind.of(price);
        var ofLong = kind.of(longPrompts.price());
        if ((usual == null) != (ofLong == null)) {
          throw new IllegalArgumentException(
              kind.member() + ": needs a price for long prompts and for others, or for neither");
        }
        if (usual != null && ofLong != null && ofLong.compareTo(usual) < 0) {
          throw new IllegalArgumentException(
              kind.member()
                  + ": "
                  + ofLong
                  + " for long prompts is below "
                  + usual
                  + " for others");
        }
      }
    }
  }

  /** The same price for all prompts, in the default tier. */
  public static Tariff flat(ModelPrice price) {
    return new Tariff(null, price, null);
  }

  /** Whether all calls have the same price and name no tier. */
  @JsonIgnore
  public boolean isFlat() {
    return serviceTier == null && longPrompts == null;
  }

  /** The price of a call that has read so many tokens, cached ones included. */
  public ModelPrice of(long promptTokens) {
    return longPrompts == null || promptTokens <= longPrompts.aboveTokens()
        ? price
        : longPrompts.price();
  }

  /** The dearest price that a call can have, whatever its prompt is. */
  public ModelPrice dearest() {
    return longPrompts == null ? price : longPrompts.price();
  }
}
