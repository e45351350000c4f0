package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.HashSet;
import java.util.Set;

/** Books the reports of holders by maximum: a total counts only if it is larger than before. */
final class Settlement {

  /**
   * The result of the reports of one ask.
   *
   * @param unknown reported leases that the ledger does not know
   */
  record Result(Set<ReportedLease> unknown) {
    boolean isUnknown(WindowReport report) {
      return unknown.contains(ReportedLease.of(report));
    }
  }

  /** Identifies a lease among those that one holder reports. */
  record ReportedLease(long windowSeq, String incarnation) {
    static ReportedLease of(WindowReport report) {
      return new ReportedLease(report.seq(), report.incarnation());
    }
  }

  static Result of(LedgerDraft draft, Ask ask, long nowMillis) {
    var unknown = new HashSet<ReportedLease>();
    for (var report : ask.sync().windows()) {
      if (!settle(draft, ask, report, nowMillis)) {
        unknown.add(ReportedLease.of(report));
      }
    }
    return new Result(unknown);
  }

  /** Books one report; returns false when the holder must drop its lease. */
  private static boolean settle(LedgerDraft draft, Ask ask, WindowReport report, long nowMillis) {
    var day = draft.day(report.seq());
    if (day == null) {
      return false;
    }
    var lease = day.leases.find(ask.holder(), report.incarnation());
    if (lease == null && day.isStopped(ask.holder())) {
      // Its lease may be one that can't be read: it is neither booked nor disowned until it can.
      return true;
    }
    if (lease == null) {
      // A lease that the ledger does not have is accepted only with zero totals: other spending is
      // counted already, as leased or by the floor.
      return nowMillis < day.endMillis && report.spent().isZero() && report.returned().isZero();
    }
    // A day with more than MAX_AMOUNT spent could not be read back, and no budget is larger than
    // that.
    var room = LedgerLines.MAX_AMOUNT.minus(day.spent).max(Money.ZERO);
    var spent = lease.reported().max(report.spent()).min(lease.reported().plus(room));
    var estimated = lease.estimated().max(report.estimated().min(spent));
    var usage = lease.usage().max(report.usage());
    var moreSpent = spent.minus(lease.reported());
    var moreUsage = usage.minus(lease.usage());
    day.leases.put(
        new Lease(
            lease.holder(),
            lease.incarnation(),
            lease.seq(),
            lease.granted(),
            spent,
            lease.returned().max(report.returned()).min(lease.granted()),
            estimated,
            usage,
            false));
    day.spent = day.spent.plus(moreSpent);
    day.estimated = day.estimated.plus(estimated.minus(lease.estimated()).max(Money.ZERO));
    draft.usage = draft.usage.plus(moreUsage);
    draft.costTotal = draft.costTotal.plus(moreSpent).min(LedgerLines.MAX_AMOUNT);
    draft.attribute(day, ask, moreSpent, moreUsage.invocations());
    return true;
  }

  private Settlement() {}
}
