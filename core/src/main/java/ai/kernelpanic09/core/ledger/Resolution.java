package ai.kernelpanic09.core.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Carries out orders to settle estimates: within what the ledger has booked as estimates, and never
 * in part.
 */
final class Resolution {

  private static final int MAX_SETTLEMENTS = 10;

  /**
   * The ledger after an order, with a note of what became of it.
   *
   * @return {@code state} itself when the order was seen earlier, or says what holds already
   */
  static LedgerState of(LedgerState state, SettleOrder order, long nowMillis) {
    var draft = new LedgerDraft(state);
    var day = draft.day(order.window());
    var isDone = day != null && day.resolved.equals(order.resolved());
    if (isDone || state.settlements().stream().anyMatch(each -> each.id().equals(order.id()))) {
      return state;
    }
    String refused;
    if (day == null) {
      refused = order.window() + " is no day of this ledger: it is closed for good, or ahead";
    } else {
      refused = problem(day, order.resolved());
      if (refused == null) {
        settle(draft, day, order.resolved());
      }
    }
    draft.settlements.add(
        new EstimateSettlement(
            order.id(),
            Instant.ofEpochMilli(nowMillis).toString(),
            order.by(),
            order.window(),
            order.resolved().estimates(),
            order.resolved().billed(),
            order.reason(),
            refused));
    if (draft.settlements.size() > MAX_SETTLEMENTS) {
      draft.settlements.removeFirst();
    }
    return draft.toState();
  }

  /** Why an order can't be true of a day; null when it can. */
  private static @Nullable String problem(DayDraft day, Resolved ordered) {
    var reported = day.spent.minus(day.resolved.beyond());
    var most = day.estimated.min(reported);
    var estimates = ordered.estimates();
    if (estimates.isNegative() || ordered.billed().isNegative()) {
      return "dollars can't be negative: %s booked, %s billed"
          .formatted(estimates, ordered.billed());
    }
    if (estimates.compareTo(day.resolved.estimates()) < 0) {
      return "it tells the cost of calls that were booked at %s dollars, where that of calls for %s is known: give all logs of the day"
          .formatted(estimates, day.resolved.estimates());
    }
    if (estimates.compareTo(most) > 0) {
      return "it tells the cost of calls that were booked at %s dollars, where only %s are booked as estimates: have all pods reported?"
          .formatted(estimates, most);
    }
    return ordered.billed().compareTo(LedgerLines.MAX_AMOUNT) > 0
            || reported.plus(ordered.beyond()).compareTo(LedgerLines.MAX_AMOUNT) > 0
        ? "it bills more than %s dollars".formatted(LedgerLines.MAX_AMOUNT)
        : null;
  }

  private static void settle(LedgerDraft draft, DayDraft day, Resolved ordered) {
    day.spent = day.spent.minus(day.resolved.beyond()).plus(ordered.beyond());
    day.resolved = ordered;
    // What turns out not to have been billed can't be forgiven too: that would be more than was
    // ever booked.
    day.forgiven = day.forgiven.min(day.use().booked());
    var month = draft.month(day.month);
    if (month != null) {
      draft.replace(month.forgivenAtMost(draft.monthUse(month.id()).booked()));
    }
  }

  private Resolution() {}
}
