package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * The calls of a day that were booked as estimates and whose cost has become known since. Both
 * numbers are totals over all of them, so that telling them again changes nothing.
 *
 * @param estimates dollars that were booked for them
 * @param billed dollars that they cost
 */
public record Resolved(Money estimates, Money billed) {

  public static final Resolved NONE = new Resolved(Money.ZERO, Money.ZERO);

  /** Dollars that were booked and not billed: they count no longer. */
  public Money unbilled() {
    return estimates.minus(billed).max(Money.ZERO);
  }

  /** Dollars that were billed beyond what was booked: they are booked as spent. */
  Money beyond() {
    return billed.minus(estimates).max(Money.ZERO);
  }
}
