package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A day of an endpoint, by us and by AWS.
 *
 * @param calls in AWS's logs
 * @param booked by us; null where no status tells it
 * @param logged what the calls in AWS's logs cost; null where there are no logs
 * @param report dollars of the Cost and Usage Report; null where it has none
 */
record DayRow(
    DayKey key,
    long calls,
    Ledger.@Nullable Booked booked,
    @Nullable Money logged,
    @Nullable Money report) {

  /** Rates of the report have more digits than a nano-dollar: its sums are held to the cent. */
  private static final Money CENT = Money.parse("0.01");

  private static final int SCALE = 9;

  static @Nullable Money money(@Nullable BigDecimal dollars) {
    return dollars == null
        ? null
        : Money.ofNanoDollars(
            dollars
                .setScale(SCALE, java.math.RoundingMode.HALF_EVEN)
                .movePointRight(SCALE)
                .longValueExact());
  }

  /**
   * What we booked less what AWS says: its logs, or its report where there are no logs; null where
   * either side is not known.
   */
  @Nullable Money difference() {
    var theirs = logged == null ? report : logged;
    return booked == null || theirs == null ? null : booked.dollars().minus(theirs);
  }

  /**
   * Whether both sides say the same: to the nano-dollar by the logs, to the cent by the report.
   * What can't be compared is not equal, unless it is none of ours.
   */
  boolean isEqual() {
    var difference = difference();
    if (difference == null) {
      return !key.isOurs();
    }
    return logged == null
        ? difference.max(Money.ZERO.minus(difference)).compareTo(CENT) < 0
        : difference.isZero();
  }
}
