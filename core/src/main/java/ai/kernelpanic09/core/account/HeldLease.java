package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;

/** A lease as its holder keeps it. Times are of the holder's monotonic clock. */
final class HeldLease {

  final long seq;
  final String incarnation;
  Money granted = Money.ZERO;
  Money spent = Money.ZERO;
  Money returned = Money.ZERO;
  Money estimated = Money.ZERO;
  Money inFlight = Money.ZERO;
  UsageTotals usage = UsageTotals.ZERO;

  /** Whether the times below are known; until then a recovered lease can't be spent. */
  boolean timed;

  /** Id of the day; empty until the ledger's first answer. */
  String windowId = "";

  long startsNanos;
  long endsNanos;

  /** Grows with every change to report, so that an answer tells which version is booked. */
  long version = 1;

  long sentVersion;
  long bookedVersion;

  HeldLease(long seq, String incarnation) {
    this.seq = seq;
    this.incarnation = incarnation;
  }

  /** Dollars that no call has set aside. */
  Money free() {
    return granted.minus(returned).minus(spent).minus(inFlight).max(Money.ZERO);
  }

  boolean isOpen(long nowNanos) {
    return timed && startsNanos - nowNanos <= 0 && endsNanos - nowNanos > 0;
  }

  boolean isOver(long nowNanos) {
    return timed && endsNanos - nowNanos <= 0;
  }

  /** Whether its day is over and all of it is booked: nothing is left to report. */
  boolean isDone(long nowNanos) {
    return isOver(nowNanos) && inFlight.isZero() && free().isZero() && bookedVersion == version;
  }

  WindowReport report() {
    return new WindowReport(seq, incarnation, spent, returned, estimated, inFlight, usage);
  }
}
