package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One day of an endpoint's budget. Its bounds, zone and month are fixed when it opens. The status
 * and the control protocol call it a window.
 *
 * @param seq the day as a number, counted from 1970-01-01: a day keeps its number in a ledger that
 *     starts over, so a lease of one day is never taken for a lease of another
 * @param id the day, such as {@code 2026-11-22}
 * @param month id of the month it counts to
 * @param zone the time zone by which it was opened
 * @param startMillis first moment, epoch milliseconds
 * @param endMillis first moment of the next day, epoch milliseconds
 * @param spent dollars that holders reported as spent
 * @param estimated the part of {@code spent} that was booked as a worst case and no bill
 * @param resolved the part of {@code estimated} whose cost is known; none in a floor, the only
 *     place of its JSON, which earlier versions read too
 * @param writtenOff leased dollars that no holder accounted for in time, counted as spent
 * @param forgiven dollars that no longer count against the day's budget, by order of a person
 * @param leases dollars in the hands of holders
 * @param unread the leases that can't be read; null when all can
 */
@JsonIgnoreProperties("resolved")
public record Day(
    long seq,
    String id,
    String month,
    String zone,
    long startMillis,
    long endMillis,
    Money spent,
    Money estimated,
    Resolved resolved,
    Money writtenOff,
    Money forgiven,
    List<Lease> leases,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Unread unread)
    implements BudgetUse.OfDay {

  public Day {
    resolved = resolved == null ? Resolved.NONE : resolved;
    leases = List.copyOf(leases);
  }

  @Override
  public BudgetUse use() {
    return new BudgetUse(
        spent, writtenOff, resolved.unbilled(), leased(), Lease.unreachable(leases), forgiven);
  }

  /** Dollars in the hands of holders. */
  public Money leased() {
    var sum = unread == null ? Money.ZERO : unread.counted();
    for (var lease : leases) {
      sum = sum.plus(lease.out());
    }
    return sum;
  }

  /** Dollars that are gone or may go: booked, or leased. */
  public Money used() {
    return use().used();
  }

  boolean isOpen(long nowMillis) {
    return startMillis <= nowMillis && nowMillis < endMillis;
  }
}
