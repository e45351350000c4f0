package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/** A {@link Day} while a batch is applied. */
final class DayDraft implements BudgetUse.OfDay {

  final long seq;
  final String id;
  final String month;
  final String zone;
  final long startMillis;
  final long endMillis;
  final LeaseTable leases;
  Money spent;
  Money estimated;
  Resolved resolved;
  Money writtenOff;
  Money forgiven;
  @Nullable Unread unread;

  DayDraft(Day day) {
    seq = day.seq();
    id = day.id();
    month = day.month();
    zone = day.zone();
    startMillis = day.startMillis();
    endMillis = day.endMillis();
    leases = new LeaseTable(day.leases());
    spent = day.spent();
    estimated = day.estimated();
    resolved = day.resolved();
    writtenOff = day.writtenOff();
    forgiven = day.forgiven();
    unread = day.unread();
  }

  boolean isOpen(long nowMillis) {
    return startMillis <= nowMillis && nowMillis < endMillis;
  }

  @Override
  public String month() {
    return month;
  }

  @Override
  public BudgetUse use() {
    return new BudgetUse(
        spent, writtenOff, resolved.unbilled(), leased(), Lease.unreachable(leases), forgiven);
  }

  /** Dollars in the hands of holders. */
  Money leased() {
    return unread == null ? leases.out() : unread.counted().plus(leases.out());
  }

  /** Dollars that are gone or may go: booked, or leased. */
  Money used() {
    return use().used();
  }

  /**
   * Whether a line that can't be read is about this holder. Nothing is granted to such a holder,
   * and its reports are booked only on leases that can be read.
   */
  boolean isStopped(String holder) {
    return unread != null && unread.isAbout(holder);
  }

  Day toDay() {
    return new Day(
        seq,
        id,
        month,
        zone,
        startMillis,
        endMillis,
        spent,
        estimated,
        resolved,
        writtenOff,
        forgiven,
        leases.toList(),
        unread);
  }
}
