package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.List;

/**
 * One day of an endpoint's budget, frozen when opened.
 *
 * @param seq the day as a number, counted from 1970-01-01: so a day has the same one in a ledger
 *     that was made anew, and no lease of another day is taken for it
 * @param id the day, such as {@code 2026-11-22}
 * @param month id of the month it counts to
 * @param zone the time zone by which it was opened
 * @param startMillis first moment, epoch milliseconds
 * @param endMillis first moment of the next window
 * @param spent dollars that holders reported
 * @param estimated part of {@code spent} that is a worst case and no bill
 * @param writtenOff leased dollars whose fate is unknown for good, counted as spent
 * @param forgiven dollars that no longer count against the day's budget, by order of a person
 * @param leases what is in the hands of holders
 */
public record Window(
    long seq,
    String id,
    String month,
    String zone,
    long startMillis,
    long endMillis,
    Money spent,
    Money estimated,
    Money writtenOff,
    Money forgiven,
    List<Lease> leases) {

  public Window {
    leases = List.copyOf(leases);
  }

  /** Dollars in the hands of holders. */
  public Money leased() {
    var sum = Money.ZERO;
    for (var lease : leases) {
      sum = sum.plus(lease.out());
    }
    return sum;
  }

  /** Dollars that are gone or may go: spent, written off, or leased. */
  public Money used() {
    return spent.plus(writtenOff).plus(leased());
  }

  boolean isOpen(long nowMillis) {
    return startMillis <= nowMillis && nowMillis < endMillis;
  }
}
