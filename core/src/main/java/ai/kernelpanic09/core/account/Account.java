package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.WindowGrant;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A holder's dollars of one endpoint. The worst case of a call is set aside before the call, in the
 * journal too; after it the true cost is settled. So no more is spent than was granted.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
final class Account {

  private final EndpointName endpoint;
  private final Journal journal;
  private final List<HeldLease> leases = new ArrayList<>();
  private Money overrun = Money.ZERO;

  /** Dollars booked since this process began. */
  private Money booked = Money.ZERO;

  /** The part of {@link #booked} that the last report told. */
  private Money reported = Money.ZERO;

  /** What was left of the budget with that report booked; null where nobody tells. */
  private @Nullable Money left;

  /** What {@link #booked} was then. */
  private Money bookedThen = Money.ZERO;

  Account(EndpointName endpoint, Journal journal, List<JournalEntry> recovered) {
    this.endpoint = endpoint;
    this.journal = journal;
    for (var entry : recovered) {
      leases.add(recover(entry));
    }
  }

  /**
   * Takes over a lease of a process that died. Its calls in flight may have been billed, so their
   * worst case counts as spent.
   */
  private static HeldLease recover(JournalEntry entry) {
    var lease = new HeldLease(entry.windowSeq(), entry.incarnation());
    lease.granted = entry.granted();
    lease.spent = entry.spent().plus(entry.inFlight());
    lease.returned = entry.returned();
    lease.estimated = entry.estimated().plus(entry.inFlight());
    lease.usage = entry.usage();
    return lease;
  }

  /** Sets the worst case of a call aside; returns null when no open lease can pay for it. */
  @Nullable Reservation reserve(Money worst, long nowNanos) {
    for (var lease : leases) {
      if (lease.isOpen(nowNanos) && lease.free().compareTo(worst) >= 0) {
        lease.inFlight = lease.inFlight.plus(worst);
        change(lease);
        return new Reservation(lease, worst);
      }
    }
    return null;
  }

  /**
   * The part of a call's cost for which nothing is reserved, or free in its lease: booking it
   * spends more than was lent.
   */
  Money uncovered(Reservation reservation, Money cost) {
    var covered = reservation.worst.plus(reservation.lease.free());
    return reservation.open ? cost.minus(covered).max(Money.ZERO) : Money.ZERO;
  }

  /** Books the cost of a call. A second settlement of the same reservation does nothing. */
  void settle(Reservation reservation, Money cost, boolean estimated, Usage usage) {
    if (!reservation.open) {
      return;
    }
    reservation.open = false;
    var lease = reservation.lease;
    lease.inFlight = lease.inFlight.minus(reservation.worst);
    lease.spent = lease.spent.plus(cost);
    booked = booked.plus(cost);
    lease.usage = lease.usage.plus(usage);
    if (estimated) {
      lease.estimated = lease.estimated.plus(cost);
    }
    overrun = overrun.plus(cost.minus(reservation.worst).max(Money.ZERO));
    change(lease);
  }

  /** Puts the worst case back: the call was proven not to be billed. */
  void release(Reservation reservation) {
    if (!reservation.open) {
      return;
    }
    reservation.open = false;
    reservation.lease.inFlight = reservation.lease.inFlight.minus(reservation.worst);
    change(reservation.lease);
  }

  /**
   * Gives back the free dollars of each lease: those above {@code keep} while its day is not over,
   * all of them afterwards.
   */
  void giveBack(Money keep, long nowNanos) {
    for (var lease : leases) {
      var surplus =
          lease.isOver(nowNanos) ? lease.free() : lease.free().minus(keep).max(Money.ZERO);
      if (lease.timed && surplus.isPositive()) {
        lease.returned = lease.returned.plus(surplus);
        change(lease);
      }
    }
  }

  List<WindowReport> report() {
    reported = booked;
    var reports = new ArrayList<WindowReport>(leases.size());
    for (var lease : leases) {
      lease.sentVersion = lease.version;
      reports.add(lease.report());
    }
    return reports;
  }

  /** Takes what the answer to the last report tells to be left of the budget; null for nothing. */
  void budgetLeft(@Nullable Money remaining) {
    left = remaining;
    bookedThen = reported;
  }

  /** What is left of the budget less what was booked since that was told; null where unknown. */
  @Nullable Money budgetLeft() {
    return left == null ? null : left.minus(booked.minus(bookedThen)).max(Money.ZERO);
  }

  /**
   * Takes over the leases of an answer, and drops those that the ledger does not know.
   *
   * @return whether the ledger does not know a lease of a day that is not over, so that the next
   *     lease must be opened under a new incarnation
   */
  boolean answer(List<WindowGrant> grants, long nowNanos) {
    var disowned = false;
    for (var grant : grants) {
      if (grant.known() && !isForgotten(grant)) {
        take(grant, nowNanos);
      } else {
        disowned |= drop(grant) && grant.endsInMillis() > 0;
      }
    }
    forgetDone(nowNanos);
    return disowned;
  }

  private void take(WindowGrant grant, long nowNanos) {
    var lease = find(grant.seq(), grant.incarnation());
    if (lease == null) {
      if (!grant.granted().isPositive()) {
        return;
      }
      lease = new HeldLease(grant.seq(), grant.incarnation());
      // By the clock of another leader a day that was over may be open again. The holder forgot
      // this lease when all of it was booked, so it takes the spent dollars from the ledger.
      lease.spent = grant.reported();
      lease.returned = grant.returned();
      leases.add(lease);
    }
    lease.bookedVersion = lease.sentVersion;
    lease.timed = true;
    lease.windowId = grant.id();
    lease.startsNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(grant.startsInMillis());
    lease.endsNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(grant.endsInMillis());
    if (grant.granted().compareTo(lease.granted) > 0) {
      // Written down, but not marked as changed: the ledger knows its own grants.
      lease.granted = grant.granted();
      record(lease);
    }
  }

  /** Grants only grow. A smaller one comes from a new ledger that does not know the lease. */
  private boolean isForgotten(WindowGrant grant) {
    var lease = find(grant.seq(), grant.incarnation());
    return lease != null && grant.granted().compareTo(lease.granted) < 0;
  }

  private boolean drop(WindowGrant grant) {
    var lease = find(grant.seq(), grant.incarnation());
    if (lease == null) {
      return false;
    }
    leases.remove(lease);
    journal.remove(endpoint, lease.seq, lease.incarnation);
    return true;
  }

  private void forgetDone(long nowNanos) {
    for (Iterator<HeldLease> each = leases.iterator(); each.hasNext(); ) {
      var lease = each.next();
      if (lease.isDone(nowNanos)) {
        each.remove();
        journal.remove(endpoint, lease.seq, lease.incarnation);
      }
    }
  }

  private @Nullable HeldLease find(long seq, String incarnation) {
    for (var lease : leases) {
      if (lease.seq == seq && lease.incarnation.equals(incarnation)) {
        return lease;
      }
    }
    return null;
  }

  private void change(HeldLease lease) {
    lease.version++;
    record(lease);
  }

  private void record(HeldLease lease) {
    if (leases.contains(lease)) {
      journal.write(
          new JournalEntry(
              endpoint,
              lease.seq,
              lease.incarnation,
              lease.granted,
              lease.spent,
              lease.returned,
              lease.estimated,
              lease.inFlight,
              lease.usage));
    }
  }

  /** Dollars of open leases that no call has set aside. */
  Money free(long nowNanos) {
    var sum = Money.ZERO;
    for (var lease : leases) {
      if (lease.isOpen(nowNanos)) {
        sum = sum.plus(lease.free());
      }
    }
    return sum;
  }

  /**
   * Nanoseconds until the next lease begins or ends, and with it the time in which its dollars can
   * be spent; {@link Long#MAX_VALUE} when none will.
   */
  long untilTurnNanos(long nowNanos) {
    var until = Long.MAX_VALUE;
    for (var lease : leases) {
      if (lease.timed) {
        until = Math.min(until, positive(lease.startsNanos - nowNanos));
        until = Math.min(until, positive(lease.endsNanos - nowNanos));
      }
    }
    return until;
  }

  private static long positive(long nanos) {
    return nanos > 0 ? nanos : Long.MAX_VALUE;
  }

  /**
   * Whether nothing is free or in flight, and the ledger has booked all that was spent and
   * returned, as at the end of a drain.
   */
  boolean isSettled() {
    for (var lease : leases) {
      if (!lease.inFlight.isZero()
          || !lease.free().isZero()
          || lease.bookedVersion != lease.version) {
        return false;
      }
    }
    return true;
  }

  /** Dollars that calls cost above what was reserved for them. */
  Money overrun() {
    return overrun;
  }
}
