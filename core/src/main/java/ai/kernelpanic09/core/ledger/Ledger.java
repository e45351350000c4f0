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
 * <p>After every grant {@code spent + writtenOff − unbilled + leased − forgiven ≤ limit}, for the
 * day and for the month. A holder spends at most what it was granted and did not return, and
 * reports apply by maximum, so the true spend never exceeds the limit under any crash, duplicate or
 * reordering. No clock takes part in that: time only chooses the day and paces grants. {@code
 * DESIGN.md} beside this class says why it holds.
 */
public final class Ledger {

  /**
   * How long after its end a day still takes reports, before the dollars that are still leased of
   * it are written off.
   */
  public static final long WRITE_OFF_AFTER_MILLIS = 3_600_000;

  /** How long before the end of a day the first leases of the next day are granted. */
  public static final long AHEAD_MILLIS = 60_000;

  private static final int MAX_RESETS = 10;

  /**
   * How many pods may hold dollars of a day at a time: all leases are stored in one object, whose
   * size is limited.
   */
  public static final int MAX_HOLDERS = 1_000;

  /**
   * How many leases of a day one pod may have: one for each of its processes that lost its journal.
   */
  static final int MAX_LEASES_OF_HOLDER = 4;

  /**
   * Settles the reports of a batch, then grants its wishes.
   *
   * @param nowMillis epoch milliseconds
   */
  public static LedgerOutcome apply(
      LedgerState state, BudgetTerms terms, List<Ask> asks, long nowMillis) {
    var draft = new LedgerDraft(state);
    new Calendar(terms.zone()).roll(draft, nowMillis);
    var settled = new ArrayList<Settlement.Result>(asks.size());
    for (var ask : asks) {
      settled.add(Settlement.of(draft, terms, ask, nowMillis));
    }
    var dollars = new DollarGrants(draft, terms, nowMillis).grant(asks, settled);
    RateLedger.clampFuture(draft, nowMillis);
    RateLedger.handOver(draft, state.epoch(), nowMillis);
    var requests =
        RateLedger.requests(
            draft, terms.requestsPerMinute(), terms.standingPercent(), asks, nowMillis);
    var tokens = RateLedger.tokens(draft, terms.tokensPerMinute(), asks, nowMillis);
    RateLedger.stampEpoch(draft, state.epoch());
    var remaining = remaining(draft, terms, nowMillis);
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
              each.queued(),
              remaining));
    }
    dropSettled(draft, asking(asks), nowMillis);
    var next = draft.toState();
    return new LedgerOutcome(
        next, answers, Thresholds.crossed(state, next, terms), draft.writtenOff, draft.overruns);
  }

  /** What people read to be left of the budgets, whether or not a spent one refuses calls. */
  private static @Nullable Money remaining(LedgerDraft draft, BudgetTerms terms, long nowMillis) {
    var open = draft.days.stream().filter(each -> each.isOpen(nowMillis)).findFirst();
    if (open.isEmpty()) {
      return null;
    }
    var daily = terms.daily();
    var monthly = terms.monthly();
    var day = daily == null ? null : open.get().use().remaining(daily);
    var month = monthly == null ? null : draft.monthUse(open.get().month).remaining(monthly);
    var least = day == null ? month : month == null ? day : day.min(month);
    return least == null ? null : least.max(Money.ZERO);
  }

  /**
   * Drops leases without dollars out: all leases are stored in one object, so those of earlier days
   * have to make room for those of the open day.
   */
  private static void dropSettled(LedgerDraft draft, Set<String> asking, long nowMillis) {
    var maxLeases = MAX_HOLDERS;
    for (var day : draft.days.reversed()) {
      day.leases.dropSettled(maxLeases, asking);
      if (day.isOpen(nowMillis)) {
        maxLeases = Math.max(0, maxLeases - day.leases.size());
      }
    }
  }

  private static Set<String> asking(List<Ask> asks) {
    return asks.stream().map(Ask::holder).collect(Collectors.toSet());
  }

  /**
   * Drops leases without dollars out of holders that are gone; a holder that comes back is told
   * that its lease is unknown. Marks leases with dollars out of gone or silent holders as dead,
   * until the holder reports again.
   */
  public static LedgerState sweep(
      LedgerState state, Predicate<String> holderGone, Predicate<String> holderSilent) {
    var draft = new LedgerDraft(state);
    for (var day : draft.days) {
      day.leases.removeIf(lease -> lease.out().isZero() && holderGone.test(lease.holder()));
      day.leases.markDead(
          lease ->
              !lease.dead()
                  && lease.out().isPositive()
                  && (holderGone.test(lease.holder()) || holderSilent.test(lease.holder())));
    }
    return draft.toState();
  }

  /**
   * Forgives the spent and written-off dollars of an open day or month: they no longer count
   * against the budget. Notes the user who ordered it. The dollars stay shown as spent; leased
   * dollars go on counting.
   *
   * @return {@code state} itself when the order was carried out earlier, or no day is open
   */
  public static LedgerState reset(LedgerState state, ResetOrder order, long nowMillis) {
    var open = state.days().stream().filter(each -> each.isOpen(nowMillis)).findFirst();
    if (open.isEmpty() || state.resets().stream().anyMatch(each -> each.id().equals(order.id()))) {
      return state;
    }
    var draft = new LedgerDraft(state);
    var day = Objects.requireNonNull(draft.day(open.get().seq()));
    var daily = order.budget() == ResetOrder.Budget.DAILY;
    var use = daily ? day.use() : draft.monthUse(day.month);
    var amount = use.booked().minus(use.forgiven()).max(Money.ZERO);
    if (daily) {
      day.forgiven = day.forgiven.plus(amount);
    } else {
      draft.replace(Objects.requireNonNull(draft.month(day.month)).forgive(amount));
    }
    draft.resets.add(
        new Reset(
            order.id(),
            Instant.ofEpochMilli(nowMillis).toString(),
            order.by(),
            daily ? day.id : day.month,
            amount,
            order.reason()));
    if (draft.resets.size() > MAX_RESETS) {
      draft.resets.removeFirst();
    }
    return draft.toState();
  }

  /**
   * Lets the true cost of calls count in place of what was booked for them as estimates. Notes the
   * user who ordered it. An order that can't be true of the day, whatever AWS says, is noted with
   * the reason and changes nothing else: the ledger lets no more dollars go than were booked as
   * estimates of that day.
   *
   * @return {@code state} itself when the order was carried out or refused earlier, or when what it
   *     says holds already
   */
  public static LedgerState settle(LedgerState state, SettleOrder order, long nowMillis) {
    return Resolution.of(state, order, nowMillis);
  }

  /** The thresholds that lie between two states of a ledger. */
  public static List<Crossing> crossed(LedgerState before, LedgerState after, BudgetTerms terms) {
    return Thresholds.crossed(before, after, terms);
  }

  /**
   * Takes up the unreadable lease lines that a person has mended in the status. Everything else
   * stays as in {@code state}, because the edit may be based on an older ledger. The dollars of a
   * line that was deleted go on counting as leased.
   *
   * @param seen the ledger as the status shows it now
   */
  public static LedgerState mended(LedgerState state, LedgerState seen) {
    var draft = new LedgerDraft(state);
    for (var day : seen.days()) {
      var known = draft.day(day.seq());
      if (known != null && known.unread != null) {
        known.unread = known.unread.mended(day, known.leases);
      }
    }
    return draft.toState();
  }

  /**
   * The least that must count as used of this ledger even when the endpoint is deleted. Estimates
   * of its days count in full, settled or not: they may be settled again.
   */
  public static Floor floor(LedgerState state, long nowMillis) {
    var draft = new LedgerDraft(state);
    Calendar.writeOff(draft, nowMillis);
    for (var day : draft.days) {
      day.spent = day.spent.plus(day.leased()).min(LedgerLines.MAX_AMOUNT);
      day.resolved = Resolved.NONE;
      day.leases.clear();
      day.unread = null;
    }
    return new Floor(
        draft.days.stream().map(DayDraft::toDay).toList(),
        draft.months.stream().map(Month::net).toList(),
        draft.costTotal);
  }

  /**
   * Counts as spent the dollars by which the floor exceeds the ledger, so that an endpoint that is
   * deleted and created again, or restored from a backup, forgets no spending.
   */
  public static LedgerState applyFloor(
      LedgerState state, Floor floor, BudgetTerms terms, long nowMillis) {
    var draft = new LedgerDraft(state);
    for (var day : floor.days()) {
      applyFloor(draft, day);
    }
    for (var month : floor.months()) {
      applyFloor(draft, month, BudgetUse.ofMonth(month.id(), floor.months(), floor.days()).used());
    }
    draft.costTotal = draft.costTotal.max(floor.costTotal());
    new Calendar(terms.zone()).roll(draft, nowMillis);
    return draft.toState();
  }

  private static void applyFloor(LedgerDraft draft, Day known) {
    var day = draft.day(known.seq());
    if (day != null) {
      // The floor may be of a later ledger, which knew another cost of the estimates.
      day.resolved = Resolved.NONE;
      day.spent =
          day.spent
              .plus(known.used().minus(day.used()).max(Money.ZERO))
              .min(LedgerLines.MAX_AMOUNT);
    } else if (draft.days.isEmpty() || draft.days.getLast().seq < known.seq()) {
      draft.days.add(new DayDraft(known));
    }
  }

  private static void applyFloor(LedgerDraft draft, Month known, Money used) {
    if (draft.month(known.id()) == null) {
      if (!draft.months.isEmpty() && draft.months.getLast().endMillis() > known.startMillis()) {
        return;
      }
      draft.months.add(
          new Month(
              known.id(),
              known.startMillis(),
              known.endMillis(),
              Money.ZERO,
              Money.ZERO,
              Money.ZERO,
              known.forgiven()));
    }
    var month = draft.month(known.id());
    if (month != null) {
      var missing = used.minus(draft.monthUse(known.id()).used()).max(Money.ZERO);
      draft.replace(month.plus(missing, Money.ZERO, Money.ZERO));
    }
  }

  private Ledger() {}
}
