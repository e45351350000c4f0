package ai.kernelpanic09.core.price.refresh;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one price of an entry.
 *
 * @param dollars per unit, as written
 */
record Listed(BigDecimal dollars, String unit, LocalDate effective) {

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,18})?");

  /**
   * @throws IllegalArgumentException when the entry has no price, or more than one, or it can't be
   *     read
   */
  static Listed of(Offer.Entry entry) {
    Listed found = null;
    for (var term : entry.terms()) {
      for (var dimension : term.path("priceDimensions")) {
        if (!dimension.path("beginRange").asText("0").equals("0")) {
          throw new IllegalArgumentException("the price depends on the amount");
        }
        found =
            same(
                found,
                new Listed(
                    dollars(dimension.path("pricePerUnit").path("USD").asText("")),
                    dimension.path("unit").asText(""),
                    day(term.path("effectiveDate").asText(""))));
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("there is no price on demand");
    }
    return found;
  }

  private static Listed same(@Nullable Listed one, Listed other) {
    if (one != null
        && (one.dollars.compareTo(other.dollars) != 0 || !one.unit.equals(other.unit))) {
      throw new IllegalArgumentException("there are several prices");
    }
    return other;
  }

  private static BigDecimal dollars(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is no price in USD");
    }
    return new BigDecimal(text);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text.substring(0, Math.min(10, text.length())));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'" + text + "' is no effective date", e);
    }
  }
}
