package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The budget ledger of one endpoint, a pure state machine.
 *
 * <p>In every window, {@code spent + writtenOff + leased ≤ limit} after every grant, for the day
 * and for the month. A holder spends at most what it was granted and did not return, and reports
 * apply by maximum, so the true spend never exceeds the limit, under any crash, duplicate or
 * reordering. No clock takes part in that: time only chooses windows and paces grants.
 */
public final class Ledger {

  /** How long a closed window still hears from holders before what they hold is written off. */
  public static final long WRITE_OFF_AFTER_MILLIS = 3_600_000;

  /** How long before a window closes leases of the next one are granted. */
  public static final long AHEAD_MILLIS = 60_000;

  /** How many pods may hold dollars of a window at a time: their leases stand in one object. */
  public static final int MOST_HOLDERS = 1_000;

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
    book.windows.forEach(window -> window.dropBooked(MOST_HOLDERS, asking(asks)));
    var next = book.toState();
    return new LedgerOutcome(next, answers, Thresholds.crossed(state, next, terms));
  }

  private static Set<String> asking(List<Ask> asks) {
    return asks.stream().map(Ask::holder).collect(Collectors.toSet());
  }

  /**
   * Drops the leases of holders that are gone, where nothing of them is out: they are booked in
   * full. Should such a holder come back, it is told that its lease is unknown.
   */
  public static LedgerState fold(LedgerState state, Predicate<String> holderGone) {
    var book = new Book(state);
    for (var window : book.windows) {
      window.leases.removeIf(lease -> lease.out().isZero() && holderGone.test(lease.holder()));
    }
    return book.toState();
  }

  /** What must never be forgotten of the ledger, even when the endpoint is deleted. */
  public static Floor floor(LedgerState state, long nowMillis) {
    var book = new Book(state);
    Calendar.writeOff(book, nowMillis);
    for (var window : book.windows) {
      window.spent = window.spent.plus(window.leased());
      window.leases.clear();
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
      page.spent = page.spent.plus(known.used().minus(page.used()).max(Money.ZERO));
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
          new Month(known.id(), known.startMillis(), known.endMillis(), Money.ZERO, Money.ZERO));
    }
    var month = book.month(known.id());
    if (month != null) {
      var missing = used.minus(book.monthUsed(known.id())).max(Money.ZERO);
      book.replace(month.plus(missing, Money.ZERO));
    }
  }

  private Ledger() {}
}
