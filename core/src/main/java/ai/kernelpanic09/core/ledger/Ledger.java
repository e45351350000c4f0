package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The budget ledger of one endpoint, a pure state machine.
 *
 * <p>In every window, {@code spent + writtenOff + leased − forgiven ≤ limit} after every grant, for
 * the day and for the month. A holder spends at most what it was granted and did not return, and
 * reports apply by maximum, so the true spend never exceeds the limit, under any crash, duplicate
 * or reordering. No clock takes part in that: time only chooses windows and paces grants.
 */
public final class Ledger {

  /** How long a closed window still hears from holders before what they hold is written off. */
  public static final long WRITE_OFF_AFTER_MILLIS = 3_600_000;

  /** How long before a window closes leases of the next one are granted. */
  public static final long AHEAD_MILLIS = 60_000;

  private static final int RESETS_KEPT = 10;

  /** How many pods may hold dollars of a window at a time: their leases stand in one object. */
  public static final int MAX_HOLDERS = 1_000;

  /**
   * Settles the reports of a batch, then grants what is asked, at {@code nowMillis} since the
   * epoch.
   */
  public static LedgerOutcome apply(
      LedgerState state, BudgetTerms terms, List<Ask> asks, long nowMillis) {
    var book = new Book(state);
    new Calendar(terms.zone()).roll(book, nowMillis);
    var settled = new ArrayList<Settlement.Result>(asks.size());
    for (var ask : asks) {
      settled.add(Settlement.of(book, ask, nowMillis));
    }
    var dollars = new DollarGrants(book, terms, nowMillis).grant(asks, settled);
    Rates.forgetFuture(book, nowMillis);
    Rates.handOver(book, state.epoch(), nowMillis);
    var requests = Rates.requests(book, terms.requestsPerMinute(), asks, nowMillis);
    var tokens = Rates.tokens(book, terms.tokensPerMinute(), asks, nowMillis);
    Rates.seal(book, state.epoch());
    var answers = new ArrayList<LedgerAnswer>(asks.size());
    for (var i = 0; i < asks.size(); i++) {
      var each = dollars.get(i);
      answers.add(
          new LedgerAnswer(
              each.windows(),
              each.keep(),
              each.scarce(),
              requests.isEmpty() ? null : requests.get(i),
              tokens.isEmpty() ? null : tokens.get(i),
              each.exhausted(),
              each.queued()));
    }
    makeRoom(book, asking(asks), nowMillis);
    var next = book.toState();
    return new LedgerOutcome(
        next, answers, Thresholds.crossed(state, next, terms), book.writtenOff);
  }

  /** All leases stand in one object: those of closed days make room for those of later ones. */
  private static void makeRoom(Book book, Set<String> asking, long nowMillis) {
    var most = MAX_HOLDERS;
    for (var window : book.windows.reversed()) {
      window.dropBooked(most, asking);
      if (window.isOpen(nowMillis)) {
        most = Math.max(0, most - window.leases.size());
      }
    }
  }

  private static Set<String> asking(List<Ask> asks) {
    return asks.stream().map(Ask::holder).collect(Collectors.toSet());
  }

  /**
   * Drops the leases of holders that are gone, where nothing of them is out: they are booked in
   * full. Should such a holder come back, it is told that its lease is unknown. Where something is
   * out, the lease of a holder that is gone or silent is marked dead, until it reports again.
   */
  public static LedgerState fold(
      LedgerState state, Predicate<String> holderGone, Predicate<String> holderSilent) {
    var book = new Book(state);
    for (var window : book.windows) {
      window.leases.removeIf(lease -> lease.out().isZero() && holderGone.test(lease.holder()));
      window.leases.replaceAll(
          lease ->
              !lease.dead()
                      && lease.out().isPositive()
                      && (holderGone.test(lease.holder()) || holderSilent.test(lease.holder()))
                  ? lease.bury()
                  : lease);
    }
    return book.toState();
  }

  /**
   * Lets what is spent and written off of an open day or month no longer count against its budget,
   * and writes down who ordered it. What is spent stays told as spent; what is in the hands of
   * holders goes on counting.
   *
   * @return the same state when the order was carried out before, or the budget has no window
   */
  public static LedgerState reset(LedgerState state, ResetOrder order, long nowMillis) {
    var open = state.windows().stream().filter(each -> each.isOpen(nowMillis)).findFirst();
    if (open.isEmpty() || state.resets().stream().anyMatch(each -> each.id().equals(order.id()))) {
      return state;
    }
    var book = new Book(state);
    var window = Objects.requireNonNull(book.window(open.get().seq()));
    var daily = order.budget() == ResetOrder.Budget.DAILY;
    var counted =
        daily
            ? window.spent.plus(window.writtenOff).minus(window.forgiven)
            : book.monthUsed(window.month)
                .minus(book.monthLeased(window.month))
                .minus(book.monthForgiven(window.month));
    var amount = counted.max(Money.ZERO);
    if (daily) {
      window.forgiven = window.forgiven.plus(amount);
    } else {
      book.replace(Objects.requireNonNull(book.month(window.month)).forgive(amount));
    }
    book.resets.add(
        new Reset(
            order.id(),
            Instant.ofEpochMilli(nowMillis).toString(),
            order.by(),
            daily ? window.id : window.month,
            amount,
            order.reason()));
    if (book.resets.size() > RESETS_KEPT) {
      book.resets.removeFirst();
    }
    return book.toState();
  }

  /**
   * Takes up the lines that a hand has mended of those that could not be read; all else stays as
   * this ledger has it, for the hand may have looked at an older one. The dollars of a line that
   * was deleted go on counting as leased.
   *
   * @param seen what stands in the status now
   */
  public static LedgerState mended(LedgerState state, LedgerState seen) {
    var book = new Book(state);
    for (var window : seen.windows()) {
      var page = book.window(window.seq());
      if (page != null && page.unread != null) {
        page.unread = mend(page, page.unread, window);
      }
    }
    return book.toState();
  }

  private static @Nullable Unread mend(Book.Page page, Unread unread, Window seen) {
    var gone = new ArrayList<>(unread.lines());
    var still = new ArrayList<String>();
    for (var line : seen.unread() == null ? List.<String>of() : seen.unread().lines()) {
      if (gone.remove(line)) {
        still.add(line);
      }
    }
    var counted = unread.counted();
    for (var lease : seen.leases()) {
      if (!gone.isEmpty()
          && lease.out().isPositive()
          && page.indexOf(lease.holder(), lease.incarnation()) < 0) {
        page.add(lease);
        counted = counted.minus(lease.out()).max(Money.ZERO);
        gone.removeFirst();
      }
    }
    return counted.isZero() && still.isEmpty() ? null : new Unread(counted, still);
  }

  /** What must never be forgotten of the ledger, even when the endpoint is deleted. */
  public static Floor floor(LedgerState state, long nowMillis) {
    var book = new Book(state);
    Calendar.writeOff(book, nowMillis);
    for (var window : book.windows) {
      window.spent = window.spent.plus(window.leased()).min(LedgerLines.MAX_AMOUNT);
      window.leases.clear();
      window.unread = null;
    }
    return new Floor(
        book.windows.stream().map(Book.Page::toWindow).toList(), book.months, book.costTotal);
  }

  /**
   * Counts as spent what the floor knows and the ledger does not: nothing is forgotten by a
   * deletion or a restore.
   */
  public static LedgerState raise(
      LedgerState state, Floor floor, BudgetTerms terms, long nowMillis) {
    var book = new Book(state);
    for (var window : floor.windows()) {
      raise(book, window);
    }
    var known = new Book(LedgerState.EMPTY);
    floor.windows().forEach(window -> known.windows.add(new Book.Page(window)));
    known.months.addAll(floor.months());
    for (var month : floor.months()) {
      raise(book, month, known.monthUsed(month.id()));
    }
    book.costTotal = book.costTotal.max(floor.costTotal());
    new Calendar(terms.zone()).roll(book, nowMillis);
    return book.toState();
  }

  private static void raise(Book book, Window known) {
    var page = book.window(known.seq());
    if (page != null) {
      page.spent =
          page.spent
              .plus(known.used().minus(page.used()).max(Money.ZERO))
              .min(LedgerLines.MAX_AMOUNT);
    } else if (book.windows.isEmpty() || book.windows.getLast().seq < known.seq()) {
      book.windows.add(new Book.Page(known));
    }
  }

  private static void raise(Book book, Month known, Money used) {
    if (book.month(known.id()) == null) {
      if (!book.months.isEmpty() && book.months.getLast().endMillis() > known.startMillis()) {
        return;
      }
      book.months.add(
          new Month(
              known.id(),
              known.startMillis(),
              known.endMillis(),
              Money.ZERO,
              Money.ZERO,
              known.forgiven()));
    }
    var month = book.month(known.id());
    if (month != null) {
      var missing = used.minus(book.monthUsed(known.id())).max(Money.ZERO);
      book.replace(month.plus(missing, Money.ZERO));
    }
  }

  private Ledger() {}
}
