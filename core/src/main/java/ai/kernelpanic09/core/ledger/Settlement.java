package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Books the reports of holders by maximum: a total counts only if it is larger than before, and
 * only as far as it can be true.
 */
final class Settlement {

  /**
   * The most that a lease's calls are believed to have cost beyond its dollars, where those and the
   * budget are small: more than the largest call of any model.
   */
  static final Money LARGE_CALL = Money.ofNanoDollars(10_000_000_000L);

  /** Calls and tokens of one lease: a hundred times what a pod can send in a day. */
  private static final UsageTotals MAX_USAGE =
      new UsageTotals(
          10_000_000_000L,
          10_000_000_000_000L,
          10_000_000_000_000L,
          10_000_000_000_000L,
          10_000_000_000_000L);

  /**
   * The result of the reports of one ask.
   *
   * @param unknown reported leases that the ledger does not know
   * @param beyondBelief days on which the holder claims to have spent more than is believed
   */
  record Result(Set<ReportedLease> unknown, Set<Long> beyondBelief) {
    boolean isUnknown(WindowReport report) {
      return unknown.contains(ReportedLease.of(report));
    }

    boolean isBeyondBelief(long windowSeq) {
      return beyondBelief.contains(windowSeq);
    }
  }

  /** Identifies a lease among those that one holder reports. */
  record ReportedLease(long windowSeq, String incarnation) {
    static ReportedLease of(WindowReport report) {
      return new ReportedLease(report.seq(), report.incarnation());
    }
  }

  private final LedgerDraft draft;
  private final BudgetTerms terms;
  private final long nowMillis;
  private final Ask ask;
  private final Set<Long> beyondBelief = new HashSet<>();

  private Settlement(LedgerDraft draft, BudgetTerms terms, Ask ask, long nowMillis) {
    this.draft = draft;
    this.terms = terms;
    this.ask = ask;
    this.nowMillis = nowMillis;
  }

  static Result of(LedgerDraft draft, BudgetTerms terms, Ask ask, long nowMillis) {
    return new Settlement(draft, terms, ask, nowMillis).settle();
  }

  private Result settle() {
    var unknown = new HashSet<ReportedLease>();
    for (var report : ask.sync().windows()) {
      if (!settle(report)) {
        unknown.add(ReportedLease.of(report));
      }
    }
    return new Result(unknown, beyondBelief);
  }

  /** Books one report; returns false when the holder must drop its lease. */
  private boolean settle(WindowReport report) {
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
    book(day, lease, report);
    return true;
  }

  private void book(DayDraft day, Lease lease, WindowReport report) {
    var returned = lease.returned().max(report.returned()).min(lease.granted());
    var lent = lease.granted().minus(returned);
    var believed = report.spent().min(believable(lent));
    // A day with more than MAX_AMOUNT spent could not be read back, and no budget is larger than
    // that.
    var room = LedgerLines.MAX_AMOUNT.minus(day.spent).max(Money.ZERO);
    var spent = lease.reported().max(believed).min(lease.reported().plus(room));
    var estimated = lease.estimated().max(report.estimated().min(spent));
    var usage = lease.usage().max(report.usage().min(MAX_USAGE));
    var moreSpent = spent.minus(lease.reported());
    var moreUsage = usage.minus(lease.usage());
    day.leases.put(
        new Lease(
            lease.holder(),
            lease.incarnation(),
            lease.seq(),
            lease.granted(),
            spent,
            returned,
            estimated,
            usage,
            false));
    day.spent = day.spent.plus(moreSpent);
    day.estimated = day.estimated.plus(estimated.minus(lease.estimated()).max(Money.ZERO));
    draft.usage = draft.usage.plus(moreUsage);
    draft.costTotal = draft.costTotal.plus(moreSpent).min(LedgerLines.MAX_AMOUNT);
    draft.attribute(day, ask, moreSpent, moreUsage.invocations());
    if (report.spent().compareTo(believed) > 0) {
      beyondBelief.add(day.seq);
    }
    if (report.spent().compareTo(lent) > 0 && report.spent().compareTo(lease.reported()) > 0) {
      draft.overruns.add(
          new Overrun(day.id, ask.pod(), ask.workload(), lent, report.spent(), spent));
    }
  }

  /**
   * The most that the calls of a lease are believed to have cost. No call leaves before its worst
   * case is reserved from the lease. Where a worst case is too low, as it must never be, only calls
   * under way exceed it: so twice the lease, and where that is little, a tenth of the budget more.
   */
  private Money believable(Money lent) {
    var least = tenthOf(terms.daily()).min(tenthOf(terms.monthly())).min(LARGE_CALL);
    return lent.plus(lent.max(least)).min(LedgerLines.MAX_AMOUNT);
  }

  private static Money tenthOf(@Nullable Money limit) {
    return limit == null ? LARGE_CALL : Money.ofNanoDollars(limit.nanoDollars() / 10);
  }
}
