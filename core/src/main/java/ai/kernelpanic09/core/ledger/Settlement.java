package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.HashSet;
import java.util.Set;

/** Books what a holder reports: larger totals count, smaller ones are old news. */
final class Settlement {

  /**
   * What the reports of one ask led to.
   *
   * @param unknown reported leases that the ledger does not know
   */
  record Result(Set<LeaseName> unknown) {
    boolean isUnknown(WindowReport report) {
      return unknown.contains(new LeaseName(report.seq(), report.incarnation()));
    }
  }

  /** Names a lease among those of one holder. */
  record LeaseName(long windowSeq, String incarnation) {}

  static Result of(Book book, Ask ask, long nowMillis) {
    var unknown = new HashSet<LeaseName>();
    for (var report : ask.sync().windows()) {
      if (!settle(book, ask, report, nowMillis)) {
        unknown.add(new LeaseName(report.seq(), report.incarnation()));
      }
    }
    return new Result(unknown);
  }

  private static boolean settle(Book book, Ask ask, WindowReport report, long nowMillis) {
    var window = book.window(report.seq());
    if (window == null) {
      return false;
    }
    var at = window.indexOf(ask.holder(), report.incarnation());
    if (at < 0 && window.isStopped(ask.holder())) {
      // Its lease may be one that can't be read: it is neither booked nor disowned until it can.
      return true;
    }
    if (at < 0) {
      // Only at zero totals: what an unknown lease has spent is counted already, as out or as
      // floor.
      return nowMillis < window.endMillis && report.spent().isZero() && report.returned().isZero();
    }
    var lease = window.leases.get(at);
    // Beyond that no budget goes, and no ledger could be read again.
    var room = LedgerLines.MAX_AMOUNT.minus(window.spent).max(Money.ZERO);
    var spent = lease.reported().max(report.spent()).min(lease.reported().plus(room));
    var estimated = lease.estimated().max(report.estimated().min(spent));
    var usage = lease.usage().max(report.usage());
    var more = spent.minus(lease.reported());
    var calls = usage.minus(lease.usage());
    window.leases.set(
        at,
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
    window.spent = window.spent.plus(more);
    window.estimated = window.estimated.plus(estimated.minus(lease.estimated()).max(Money.ZERO));
    book.usage = book.usage.plus(calls);
    book.costTotal = book.costTotal.plus(more).min(LedgerLines.MAX_AMOUNT);
    book.attribute(window, ask, more, calls.invocations());
    return true;
  }

  private Settlement() {}
}
