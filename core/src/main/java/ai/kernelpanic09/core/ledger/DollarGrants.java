package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.Exhausted;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Divides what is left of the open window's dollars among those who ask. */
final class DollarGrants {

  /** What one ask got. */
  record Granted(
      List<WindowGrant> windows,
      Money keep,
      boolean scarce,
      @Nullable Exhausted exhausted,
      @Nullable String queued) {}

  /**
   * More dollars than anybody spends: what is left where there is no limit. All that is lent and
   * spent by it stays within what a ledger can be read with.
   */
  private static final long UNLIMITED_NANO_DOLLARS = LedgerLines.MAX_AMOUNT.nanoDollars() / 2;

  private static final String QUEUED =
      Ledger.MAX_HOLDERS
          + " pods hold dollars of this endpoint already; the next one gets its turn when one of"
          + " them gives its dollars back";

  private static final String STOPPED =
      "the line of this pod's lease in status.budget.windows can't be read; it goes on when the line"
          + " is mended, or with a new pod";

  private static final long PLENTY_SECONDS = 60;
  private static final long SCARCE_SECONDS = 2;
  private static final long AHEAD_SECONDS = 10;

  /** Who spends less than this part of a worst case until its next report calls seldom. */
  private static final long SELDOM_PART = 8;

  private final Book book;
  private final BudgetTerms terms;
  private final long nowMillis;

  DollarGrants(Book book, BudgetTerms terms, long nowMillis) {
    this.book = book;
    this.terms = terms;
    this.nowMillis = nowMillis;
  }

  List<Granted> grant(List<Ask> asks, List<Settlement.Result> settled) {
    var wishes = new ArrayList<Wish>();
    for (var i = 0; i < asks.size(); i++) {
      wishes.add(new Wish(asks.get(i), settled.get(i)));
    }
    for (var window : book.windows) {
      if (window.endMillis > nowMillis) {
        divide(window, wishes);
      }
    }
    return wishes.stream().map(this::answer).toList();
  }

  /** One ask on its way through the windows. */
  private static final class Wish {
    final Ask ask;
    final Settlement.Result settled;
    Money keep = Money.ZERO;
    boolean scarce;
    @Nullable Exhausted exhausted;
    @Nullable String queued;

    Wish(Ask ask, Settlement.Result settled) {
      this.ask = ask;
      this.settled = settled;
    }

    Money worst() {
      return ask.sync().worstCall();
    }

    int waiting() {
      return ask.sync().waiting();
    }

    boolean active() {
      return waiting() > 0 || ask.sync().burnPerSecond().isPositive();
    }

    String incarnationIn(Book.Page window) {
      for (var report : ask.sync().windows()) {
        if (report.seq() == window.seq && !settled.isUnknown(report)) {
          return report.incarnation();
        }
      }
      return ask.incarnation();
    }

    /**
     * Whether the lease that it would draw on was reported as spent from, but is not in the ledger.
     */
    boolean disowned(Book.Page window) {
      for (var report : ask.sync().windows()) {
        if (report.seq() == window.seq && report.incarnation().equals(incarnationIn(window))) {
          return settled.isUnknown(report);
        }
      }
      return false;
    }

    boolean reportsOn(Book.Page window) {
      return ask.sync().windows().stream().anyMatch(report -> report.seq() == window.seq);
    }

    Money inFlight(Book.Page window) {
      var incarnation = incarnationIn(window);
      for (var report : ask.sync().windows()) {
        if (report.seq() == window.seq && report.incarnation().equals(incarnation)) {
          return report.inFlight();
        }
      }
      return Money.ZERO;
    }

    /** Dollars to hold in order to serve for {@code seconds}. */
    Money level(long seconds) {
      var worst = worst();
      var spending =
          Money.ofNanoDollars(ask.sync().burnPerSecond().nanoDollars() * 3 / 2).times(seconds);
      if (seconds == SCARCE_SECONDS
          && waiting() == 0
          && spending.times(SELDOM_PART).compareTo(worst) <= 0) {
        // The next call of a pod that calls seldom asks for itself; meanwhile others can spend it.
        return Money.ZERO;
      }
      return active() ? spending.plus(worst.times(2L + waiting())) : worst;
    }
  }

  private void divide(Book.Page window, List<Wish> wishes) {
    var open = window.isOpen(nowMillis);
    var remaining = remaining(window);
    var available = available(window);
    var holders = Math.max(1, activeHolders(window, wishes));
    // Sums over all leases, which no grant changes: once for the batch, not once for each ask.
    var monthRemaining = monthRemaining(window);
    var fivePercent = fivePercent(window, monthRemaining);
    var overcommitted = isOvercommitted(window, monthRemaining);
    var free = new Money[wishes.size()];
    var asked = new long[wishes.size()];
    var served = new boolean[wishes.size()];
    var total = 0L;
    for (var i = 0; i < asked.length; i++) {
      var wish = wishes.get(i);
      free[i] = free(window, wish);
      var scarce = remaining.compareTo(fivePercent.max(wish.worst().times(4L * holders))) < 0;
      var level = wish.level(scarce ? SCARCE_SECONDS : open ? PLENTY_SECONDS : AHEAD_SECONDS);
      if (open) {
        wish.scarce = scarce;
        // After the budget was lowered below what is lent, all comes back that no call needs.
        wish.keep = overcommitted ? Money.ZERO : level;
      }
      if (window.isStopped(wish.ask.holder())) {
        wish.queued = open && wish.waiting() > 0 ? STOPPED : wish.queued;
        continue;
      }
      if ((!open && !wish.active()) || wish.disowned(window) || isOld(window, wish)) {
        continue;
      }
      served[i] = true;
      var want = level.minus(free[i]).max(Money.ZERO);
      if (scarce) {
        want =
            want.min(
                wish.worst().max(Money.ofNanoDollars(remaining.nanoDollars() / (4L * holders))));
      }
      asked[i] = want.min(available).nanoDollars();
      total = Math.min(total, UNLIMITED_NANO_DOLLARS) + asked[i];
    }
    var pool =
        total <= available.nanoDollars() / 2
            ? available.nanoDollars()
            : available.nanoDollars() / 2;
    var filled = WaterFill.divide(pool, asked);
    var left = available;
    var holding = window.holders();
    for (var i = 0; i < asked.length; i++) {
      if (!served[i]) {
        continue;
      }
      var wish = wishes.get(i);
      var isNew = isNewHolder(window, wish);
      if (isNew && holding >= Ledger.MAX_HOLDERS) {
        wish.queued = open && wish.waiting() > 0 ? QUEUED : null;
        continue;
      }
      var before = left;
      left = give(window, wish, free[i], Money.ofNanoDollars(filled[i]), left);
      holding += isNew && left.compareTo(before) < 0 ? 1 : 0;
    }
    if (open) {
      for (var i = 0; i < asked.length; i++) {
        if (!window.isStopped(wishes.get(i).ask.holder())) {
          markExhausted(window, wishes.get(i), remaining, monthRemaining);
        }
      }
    }
  }

  /**
   * Grants what was filled in, unless no call could be paid with it: then all that one call lacks,
   * or nothing.
   */
  private static Money give(Book.Page window, Wish wish, Money free, Money filled, Money left) {
    var grant = filled.min(left);
    var lacks = wish.worst().minus(free);
    if (grant.compareTo(lacks) < 0) {
      grant = wish.waiting() > 0 && lacks.compareTo(left) <= 0 ? lacks : Money.ZERO;
    }
    var incarnation = wish.incarnationIn(window);
    var at = window.indexOf(wish.ask.holder(), incarnation);
    if (at >= 0) {
      // A lease of more could not be written down: who has had that much opens another.
      grant = grant.min(LedgerLines.MAX_AMOUNT.minus(window.leases.get(at).granted()));
    }
    if (!grant.isPositive()) {
      return left;
    }
    if (at < 0) {
      window.add(Lease.open(wish.ask.holder(), incarnation).grant(wish.ask.seq(), grant));
    } else {
      window.leases.set(at, window.leases.get(at).grant(wish.ask.seq(), grant));
    }
    return left.minus(grant);
  }

  private static boolean isNewHolder(Book.Page window, Wish wish) {
    var at = window.indexOf(wish.ask.holder(), wish.incarnationIn(window));
    return at < 0 || !window.leases.get(at).out().isPositive();
  }

  private boolean isOvercommitted(Book.Page window, Money monthRemaining) {
    return dayRemaining(window).compareTo(window.leased()) < 0
        || monthRemaining.compareTo(book.monthLeased(window.month)) < 0;
  }

  private void markExhausted(Book.Page window, Wish wish, Money remaining, Money monthRemaining) {
    if (wish.waiting() == 0
        || remaining.compareTo(wish.worst()) >= 0
        || free(window, wish).compareTo(wish.worst()) >= 0) {
      return;
    }
    var month = book.month(window.month);
    // Where the day as a whole could not pay for it either, the next month would not help.
    var monthly =
        month != null
            && terms.monthly() != null
            && monthRemaining.compareTo(wish.worst()) < 0
            && limit(terms.daily()).compareTo(wish.worst()) >= 0;
    var until = monthly && month != null ? month.endMillis() : window.endMillis;
    wish.exhausted =
        new Exhausted(
            monthly ? "monthly" : "daily",
            Math.max(1, until - nowMillis),
            (monthly ? monthRemaining : dayRemaining(window)).max(Money.ZERO),
            monthly ? terms.monthly() : terms.daily());
  }

  private Granted answer(Wish wish) {
    var windows = new ArrayList<WindowGrant>();
    for (var report : wish.ask.sync().windows()) {
      if (wish.settled.isUnknown(report)) {
        var window = book.window(report.seq());
        windows.add(
            new WindowGrant(
                report.seq(),
                window == null ? "" : window.id,
                report.incarnation(),
                false,
                window == null ? 0 : window.startMillis - nowMillis,
                window == null ? 0 : window.endMillis - nowMillis,
                Money.ZERO));
      }
    }
    for (var window : book.windows) {
      // A closed window is answered to whoever still reports on it: so it learns that all is
      // booked.
      if ((window.endMillis <= nowMillis && !wish.reportsOn(window)) || wish.disowned(window)) {
        continue;
      }
      var incarnation = wish.incarnationIn(window);
      var at = window.indexOf(wish.ask.holder(), incarnation);
      if (at < 0 && window.isStopped(wish.ask.holder())) {
        continue;
      }
      var lease = at < 0 ? Lease.open(wish.ask.holder(), incarnation) : window.leases.get(at);
      windows.add(
          new WindowGrant(
              window.seq,
              window.id,
              incarnation,
              true,
              window.startMillis - nowMillis,
              window.endMillis - nowMillis,
              lease.granted(),
              lease.reported(),
              lease.returned()));
    }
    return new Granted(windows, wish.keep, wish.scarce, wish.exhausted, wish.queued);
  }

  private static boolean isOld(Book.Page window, Wish wish) {
    var at = window.indexOf(wish.ask.holder(), wish.incarnationIn(window));
    return at >= 0 && wish.ask.seq() <= window.leases.get(at).seq();
  }

  private static Money free(Book.Page window, Wish wish) {
    var at = window.indexOf(wish.ask.holder(), wish.incarnationIn(window));
    return at < 0
        ? Money.ZERO
        : window.leases.get(at).out().minus(wish.inFlight(window)).max(Money.ZERO);
  }

  private static int activeHolders(Book.Page window, List<Wish> wishes) {
    var count = 0;
    for (var lease : window.leases) {
      if (lease.out().isPositive() && !lease.dead()) {
        count++;
      }
    }
    for (var wish : wishes) {
      var at = window.indexOf(wish.ask.holder(), wish.incarnationIn(window));
      if (wish.active() && (at < 0 || !window.leases.get(at).out().isPositive())) {
        count++;
      }
    }
    return count;
  }

  /** What may be granted now. */
  private Money available(Book.Page window) {
    return dayRemaining(window)
        .minus(window.leased())
        .min(monthRemaining(window).minus(book.monthLeased(window.month)))
        .max(Money.ZERO);
  }

  /** What is neither spent nor written off: available, or in the hands of holders. */
  private Money remaining(Book.Page window) {
    return dayRemaining(window).min(monthRemaining(window)).max(Money.ZERO);
  }

  private Money dayRemaining(Book.Page window) {
    return limit(terms.daily()).plus(window.forgiven).minus(window.spent).minus(window.writtenOff);
  }

  private Money monthRemaining(Book.Page window) {
    return limit(terms.monthly())
        .plus(book.monthForgiven(window.month))
        .minus(book.monthUsed(window.month))
        .plus(book.monthLeased(window.month));
  }

  private Money fivePercent(Book.Page window, Money monthRemaining) {
    var binding =
        dayRemaining(window).compareTo(monthRemaining) <= 0 ? terms.daily() : terms.monthly();
    return binding == null || !terms.blocks()
        ? Money.ZERO
        : Money.ofNanoDollars(binding.nanoDollars() / 20);
  }

  private Money limit(@Nullable Money limit) {
    return limit == null || !terms.blocks() ? Money.ofNanoDollars(UNLIMITED_NANO_DOLLARS) : limit;
  }
}
