package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The totals of one lease. Its window is a day.
 *
 * @param seq number of the day, counted from 1970-01-01
 * @param incarnation the holder's name for the lease
 * @param spent dollars of finished calls; the worst case of those whose cost is unknown
 * @param returned granted dollars given back
 * @param estimated the part of {@code spent} that is a worst case and no bill
 * @param inFlight worst case of the calls under way; the ledger does not count it as spent
 * @param usage calls and tokens of the finished calls
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WindowReport(
    long seq,
    String incarnation,
    Money spent,
    Money returned,
    Money estimated,
    Money inFlight,
    UsageTotals usage) {

  private static final Money MAX = Money.ofNanoDollars(1_000_000_000_000_000_000L);

  /**
   * @throws IllegalArgumentException when a quantity is negative or out of bounds
   */
  public WindowReport {
    spent = Absent.or(spent, Money.ZERO);
    returned = Absent.or(returned, Money.ZERO);
    estimated = Absent.or(estimated, Money.ZERO);
    inFlight = Absent.or(inFlight, Money.ZERO);
    usage = Absent.or(usage, UsageTotals.ZERO);
    Quantities.requireWord("incarnation", incarnation);
    Quantities.require("spent", spent, MAX);
    Quantities.require("returned", returned, MAX);
    Quantities.require("estimated", estimated, MAX);
    Quantities.require("inFlight", inFlight, MAX);
  }
}
