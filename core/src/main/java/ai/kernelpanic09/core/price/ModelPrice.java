package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * Dollars per million tokens of one model, as called through one inference profile or region.
 *
 * @param input tokens read that were in no cache
 * @param output tokens generated, thinking included; zero where the model generates none
 * @param cacheRead tokens read from a prompt cache; null where the model has none
 * @param cacheWrite5m tokens written to a cache that lives five minutes; null where unknown
 * @param cacheWrite1h tokens written to a cache that lives an hour; null where unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelPrice(
    @JsonPropertyDescription("Tokens read that were in no cache.") Money input,
    @JsonPropertyDescription("Tokens generated.") Money output,
    @JsonPropertyDescription("Tokens read from a prompt cache.") @Nullable Money cacheRead,
    @JsonPropertyDescription("Tokens cached for five minutes.") @Nullable Money cacheWrite5m,
    @JsonPropertyDescription("Tokens cached for an hour.") @Nullable Money cacheWrite1h) {

  /**
   * Of each kind the dearer of two prices; none for a kind that has no price in one of them, for
   * then nobody knows it.
   */
  ModelPrice dearest(ModelPrice other) {
    return new ModelPrice(
        input.max(other.input),
        output.max(other.output),
        dearest(cacheRead, other.cacheRead),
        dearest(cacheWrite5m, other.cacheWrite5m),
        dearest(cacheWrite1h, other.cacheWrite1h));
  }

  private static @Nullable Money dearest(@Nullable Money one, @Nullable Money other) {
    return one == null || other == null ? null : one.max(other);
  }

  /** Whether the model generates tokens, for then they have a price. */
  boolean generates() {
    return output.isPositive();
  }

  /**
   * The highest price that an input token can be billed at: {@link #input}, or with a cache point
   * in the request the dearest of all prices but {@link #output}.
   */
  public Money dearestInput(boolean cachePoint) {
    if (!cachePoint) {
      return input;
    }
    var dearest = input;
    for (var each : new Money[] {cacheRead, cacheWrite5m, cacheWrite1h}) {
      if (each != null) {
        dearest = dearest.max(each);
      }
    }
    return dearest;
  }
}
