package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.Exhausted;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Divides the available dollars of the open day, and of the day ahead, among a batch of asks. */
final class DollarGrants {

  /** The dollar part of the answer to one ask; see {@link LedgerAnswer}. */
  record Granted(
      List<WindowGrant> windows,
      Money keep,
      boolean scarce,
      @Nullable Exhausted exhausted,
      @Nullable String queued) {}

  private static final String QUEUED =
      Ledger.MAX_HOLDERS
          + " pods hold dollars of this endpoint already; the next one gets its turn when one of"
          + " them gives its dollars back";

  private static final String STOPPED =
      "the line of this pod's lease in status.budget.windows can't be read; it goes on when the"
          + " line is mended, or with a new pod";

  private static final String BEYOND_BELIEF =
      "this pod reports more dollars as spent than it was lent and its calls can have cost; it is"
          + " lent none until the next day, other pods go on";

  private static final String TOO_MANY_LEASES =
      "this pod holds dollars under "
          + Ledger.MAX_LEASES_OF_HOLDER
          + " names already, because its journal was lost so often; it goes on the next day, or"
          + " with a new pod";

  private final LedgerDraft draft;
  private final BudgetTerms terms;
  private final long nowMillis;

  DollarGrants(LedgerDraft draft, BudgetTerms terms, long nowMillis) {
    this.draft = draft;
    this.terms = terms;
    this.nowMillis = nowMillis;
  }

  List<Granted> grant(List<Ask> asks, List<Settlement.Result> settled) {
    var dollarAsks = new ArrayList<DollarAsk>();
    for (var i = 0; i < asks.size(); i++) {
      dollarAsks.add(new DollarAsk(asks.get(i), settled.get(i)));
    }
    for (var day : draft.days) {
      if (day.endMillis > nowMillis) {
        divide(day, dollarAsks);
      }
    }
    return dollarAsks.stream().map(this::answer).toList();
  }

  /**
   * The wish of one ask for dollars of one day.
   *
   * @param isServed whether it may be granted anything
   * @param free dollars of its lease that no call has set aside
   */
  private record Wish(DollarAsk ask, boolean isServed, Money free, Money wanted) {}

  private void divide(DayDraft day, List<DollarAsk> asks) {
    // Sums over all leases: once for the batch, not once for each ask.
    var budget = DayBudget.of(draft, day, terms);
    var available = budget.available();
    var wishes = wishes(day, budget, asks);
    var total = 0L;
    for (var wish : wishes) {
      total = Math.min(total, DayBudget.UNLIMITED.nanoDollars()) + wish.wanted.nanoDollars();
    }
    // Where the wishes exceed half of the available dollars, the other half is left for later asks.
    var half = available.nanoDollars() / 2;
    var pool = total <= half ? available.nanoDollars() : half;
    lend(
        day,
        wishes,
        WaterFill.divide(
            pool, wishes.stream().mapToLong(wish -> wish.wanted.nanoDollars()).toArray()),
        available);
    if (day.isOpen(nowMillis)) {
      for (var ask : asks) {
        if (!isHeldBack(day, ask)) {
          markExhausted(day, budget, ask);
        }
      }
    }
  }

  private List<Wish> wishes(DayDraft day, DayBudget budget, List<DollarAsk> asks) {
    var open = day.isOpen(nowMillis);
    var holders = Math.max(1, activeHolders(day, asks));
    var remaining = budget.remaining();
    var fivePercent = budget.fivePercent(terms);
    var wishes = new ArrayList<Wish>(asks.size());
    for (var ask : asks) {
      var scarce = remaining.compareTo(fivePercent.max(ask.worst().times(4L * holders))) < 0;
      var level = ask.level(open, scarce);
      if (open) {
        ask.scarce = scarce;
        // When a budget was lowered below the leased dollars, holders give back all that no call
        // has set aside.
        ask.keep = budget.isOvercommitted() ? Money.ZERO : level;
      }
      var free = ask.free(day);
      if (!isServed(day, ask)) {
        wishes.add(new Wish(ask, false, free, Money.ZERO));
        continue;
      }
      var want = level.minus(free).max(Money.ZERO);
      if (scarce) {
        var quarter = Money.ofNanoDollars(remaining.nanoDollars() / (4L * holders));
        want = want.min(ask.worst().max(quarter));
      }
      wishes.add(new Wish(ask, true, free, want.min(budget.available())));
    }
    return wishes;
  }

  /** Whether nothing is lent to the holder for a reason of its own. */
  private static boolean isHeldBack(DayDraft day, DollarAsk ask) {
    return day.isStopped(ask.holder()) || ask.settled.isBeyondBelief(day.seq);
  }

  private boolean isServed(DayDraft day, DollarAsk ask) {
    var open = day.isOpen(nowMillis);
    if (isHeldBack(day, ask)) {
      var why = day.isStopped(ask.holder()) ? STOPPED : BEYOND_BELIEF;
      ask.queued = open && ask.waiting() > 0 ? why : ask.queued;
      return false;
    }
    return (open || ask.active()) && !ask.isDisowned(day) && !ask.isOld(day);
  }

  /**
   * Grants in the order of the asks. Once {@link Ledger#MAX_HOLDERS} hold dollars, only they are
   * granted more.
   */
  private void lend(DayDraft day, List<Wish> wishes, long[] filled, Money available) {
    var left = available;
    var holding = day.leases.holding();
    for (var i = 0; i < filled.length; i++) {
      var wish = wishes.get(i);
      if (!wish.isServed) {
        continue;
      }
      var isNew = wish.ask.isNewHolder(day);
      if (isNew && holding >= Ledger.MAX_HOLDERS) {
        wish.ask.queued = day.isOpen(nowMillis) && wish.ask.waiting() > 0 ? QUEUED : null;
        continue;
      }
      if (wish.ask.leaseOn(day) == null
          && !day.leases.makeRoom(wish.ask.holder(), Ledger.MAX_LEASES_OF_HOLDER)) {
        wish.ask.queued = day.isOpen(nowMillis) && wish.ask.waiting() > 0 ? TOO_MANY_LEASES : null;
        continue;
      }
      var before = left;
      left = give(day, wish, Money.ofNanoDollars(filled[i]), left);
      holding += isNew && left.compareTo(before) < 0 ? 1 : 0;
    }
  }

  /**
   * Grants {@code filled}, unless that pays for no call: then exactly as much as one call lacks, or
   * nothing.
   *
   * @return dollars left to grant
   */
  private static Money give(DayDraft day, Wish wish, Money filled, Money left) {
    var ask = wish.ask;
    var grant = filled.min(left);
    var lacks = ask.worst().minus(wish.free);
    if (grant.compareTo(lacks) < 0) {
      grant = ask.waiting() > 0 && lacks.compareTo(left) <= 0 ? lacks : Money.ZERO;
    }
    var lease = ask.leaseOn(day);
    if (lease != null) {
      // A larger total could not be written to the ledger's lines.
      grant = grant.min(LedgerLines.MAX_AMOUNT.minus(lease.granted()));
    }
    if (!grant.isPositive()) {
      return left;
    }
    var base = lease == null ? ask.openOn(day) : lease;
    day.leases.put(base.grant(ask.seq(), grant));
    return left.minus(grant);
  }

  private void markExhausted(DayDraft day, DayBudget budget, DollarAsk ask) {
    if (ask.waiting() > 0
        && budget.remaining().compareTo(ask.worst()) < 0
        && ask.free(day).compareTo(ask.worst()) < 0) {
      ask.exhausted =
          budget.exhausted(terms, ask.worst(), day.endMillis, draft.month(day.month), nowMillis);
    }
  }

  private static int activeHolders(DayDraft day, List<DollarAsk> asks) {
    var count = 0;
    for (var lease : day.leases) {
      if (lease.out().isPositive() && !lease.dead()) {
        count++;
      }
    }
    for (var ask : asks) {
      if (ask.active() && ask.isNewHolder(day)) {
        count++;
      }
    }
    return count;
  }

  private Granted answer(DollarAsk ask) {
    var windows = new ArrayList<WindowGrant>();
    for (var report : ask.reports()) {
      if (ask.settled.isUnknown(report)) {
        var day = draft.day(report.seq());
        windows.add(
            new WindowGrant(
                report.seq(),
                day == null ? "" : day.id,
                report.incarnation(),
                false,
                day == null ? 0 : day.startMillis - nowMillis,
                day == null ? 0 : day.endMillis - nowMillis,
                Money.ZERO));
      }
    }
    for (var day : draft.days) {
      // A holder that still reports on a day that is over gets an answer about it, from which it
      // learns that all is booked.
      var isOver = day.endMillis <= nowMillis && !ask.reportsOn(day);
      var lease = ask.leaseOn(day);
      var isUnreadable = lease == null && day.isStopped(ask.holder());
      if (!isOver && !isUnreadable && !ask.isDisowned(day)) {
        windows.add(known(day, lease == null ? ask.openOn(day) : lease));
      }
    }
    return new Granted(windows, ask.keep, ask.scarce, ask.exhausted, ask.queued);
  }

  private WindowGrant known(DayDraft day, Lease lease) {
    return new WindowGrant(
        day.seq,
        day.id,
        lease.incarnation(),
        true,
        day.startMillis - nowMillis,
        day.endMillis - nowMillis,
        lease.granted(),
        lease.reported(),
        lease.returned());
  }
}
