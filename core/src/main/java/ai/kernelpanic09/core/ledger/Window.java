package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param unread what of the leases can't be read; null for nothing
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
    List<Lease> leases,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Unread unread) {

  public Window {
    leases = List.copyOf(leases);
  }

  /** A window of which everything can be read. */
  public Window(
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
    this(
        seq,
        id,
        month,
        zone,
        startMillis,
        endMillis,
        spent,
        estimated,
        writtenOff,
        forgiven,
        leases,
        null);
  }

  /** Dollars in the hands of holders. */
  public Money leased() {
    var sum = unread == null ? Money.ZERO : unread.counted();
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
