package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.Exhausted;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dollar part of one ask, with the results that accumulate while dollars of each day are
 * granted.
 */
final class DollarAsk {

  private static final long PLENTY_SECONDS = 60;
  private static final long SCARCE_SECONDS = 2;
  private static final long AHEAD_SECONDS = 10;

  /**
   * A holder expected to spend less than 1/8 of a worst-case call before its next report counts as
   * infrequent.
   */
  private static final long INFREQUENT_DIVISOR = 8;

  private final Ask ask;
  final Settlement.Result settled;
  Money keep = Money.ZERO;
  boolean scarce;
  @Nullable Exhausted exhausted;
  @Nullable String queued;

  DollarAsk(Ask ask, Settlement.Result settled) {
    this.ask = ask;
    this.settled = settled;
  }

  String holder() {
    return ask.holder();
  }

  long seq() {
    return ask.seq();
  }

  List<WindowReport> reports() {
    return ask.sync().windows();
  }

  /** Worst case in dollars of one of its calls. */
  Money worst() {
    return ask.sync().worstCall();
  }

  /** Number of calls that wait. */
  int waiting() {
    return ask.sync().waiting();
  }

  /** Whether it has calls waiting, or has spent lately. */
  boolean active() {
    return waiting() > 0 || ask.sync().burnPerSecond().isPositive();
  }

  /**
   * Incarnation of its lease of {@code day}: of the lease that it reports if the ledger knows that
   * one, else of a new lease.
   */
  String incarnationOn(DayDraft day) {
    for (var report : reports()) {
      if (report.seq() == day.seq && !settled.isUnknown(report)) {
        return report.incarnation();
      }
    }
    return ask.incarnation();
  }

  /** Its lease of {@code day}; null before the first grant. */
  @Nullable Lease leaseOn(DayDraft day) {
    return day.leases.find(ask.holder(), incarnationOn(day));
  }

  /** A new lease of {@code day}, without dollars. */
  Lease openOn(DayDraft day) {
    return Lease.open(ask.holder(), incarnationOn(day));
  }

  /**
   * Whether it reports the lease that a grant would go to, and the ledger does not know that lease:
   * the holder must drop it first.
   */
  boolean isDisowned(DayDraft day) {
    var report = reportOn(day);
    return report != null && settled.isUnknown(report);
  }

  boolean reportsOn(DayDraft day) {
    return reports().stream().anyMatch(report -> report.seq() == day.seq);
  }

  private @Nullable WindowReport reportOn(DayDraft day) {
    var incarnation = incarnationOn(day);
    for (var report : reports()) {
      if (report.seq() == day.seq && report.incarnation().equals(incarnation)) {
        return report;
      }
    }
    return null;
  }

  /** Dollars of its lease that no call has set aside. */
  Money free(DayDraft day) {
    var lease = leaseOn(day);
    if (lease == null) {
      return Money.ZERO;
    }
    var report = reportOn(day);
    var inFlight = report == null ? Money.ZERO : report.inFlight();
    return lease.out().minus(inFlight).max(Money.ZERO);
  }

  /** Whether its lease was already granted dollars for this request or a later one. */
  boolean isOld(DayDraft day) {
    var lease = leaseOn(day);
    return lease != null && ask.seq() <= lease.seq();
  }

  /** Whether it has no dollars out, so that a grant makes it one more holder of the day. */
  boolean isNewHolder(DayDraft day) {
    var lease = leaseOn(day);
    return lease == null || !lease.out().isPositive();
  }

  /** Dollars that it needs to hold in order to serve calls until its next report. */
  Money level(boolean open, boolean scarce) {
    var worst = worst();
    var seconds = scarce ? SCARCE_SECONDS : open ? PLENTY_SECONDS : AHEAD_SECONDS;
    var spending =
        Money.ofNanoDollars(ask.sync().burnPerSecond().nanoDollars() * 3 / 2).times(seconds);
    if (scarce && waiting() == 0 && spending.times(INFREQUENT_DIVISOR).compareTo(worst) <= 0) {
      // An infrequent holder's next call asks for itself; until then others can spend the dollars.
      return Money.ZERO;
    }
    return active() ? spending.plus(worst.times(2L + waiting())) : worst;
  }
}
