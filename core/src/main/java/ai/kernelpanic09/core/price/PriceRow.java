package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code prices.tsv}.
 *
 * @param scope how the model is called
 * @param model id of the foundation model
 * @param above the longest prompt for which the row does not hold; null for a row that holds for
 *     all prompts without one of their own
 */
record PriceRow(
    String scope,
    String model,
    ServiceTier tier,
    @Nullable Long above,
    ModelPrice price,
    Validity validity,
    String source) {

  static final String TABLE = "prices.tsv";
  static final int COLUMNS = 12;

  static PriceRow of(String[] row) {
    return new PriceRow(
        row[0],
        row[1],
        ServiceTier.of(row[2]),
        row[3].equals(PriceTable.NONE) ? null : Long.valueOf(row[3]),
        new ModelPrice(
            positive(row[4]),
            row[5].equals(PriceTable.NONE) ? Money.ZERO : positive(row[5]),
            optional(row[6]),
            optional(row[7]),
            optional(row[8])),
        Validity.parse(row[9], row[10]),
        row[11]);
  }

  private static @Nullable Money optional(String text) {
    return text.equals(PriceTable.NONE) ? null : positive(text);
  }

  private static Money positive(String text) {
    var price = Money.parse(text);
    if (!price.isPositive()) {
      throw new IllegalArgumentException("a price of " + text);
    }
    return price;
  }

  String key() {
    return scope + "/" + model;
  }

  /**
   * The row as it holds after what AWS has announced of its model: a price that began before the
   * model's extended access, or before its end, ends there.
   */
  PriceRow under(ModelLifecycle lifecycle) {
    var ended =
        validity.endedBy(day(lifecycle.extendedAccessFrom())).endedBy(day(lifecycle.endOfLife()));
    return ended.equals(validity)
        ? this
        : new PriceRow(scope, model, tier, above, price, ended, source);
  }

  private static @Nullable LocalDate day(@Nullable Instant time) {
    return time == null ? null : LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
