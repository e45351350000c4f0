package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps its own bill, for each window the cost of the calls that were reserved in it, and watches
 * the rates.
 */
final class Provider {

  private final SimulatedSystem world;
  private final Map<Long, Money> bill = new HashMap<>();
  private final Map<Long, String> months = new HashMap<>();
  private final Map<Long, Money> dailyLimit = new HashMap<>();
  private final Map<String, Money> monthlyLimit = new HashMap<>();
  private final ArrayDeque<Started> started = new ArrayDeque<>();

  private record Started(long atMillis, AppCall call) {}

  Provider(SimulatedSystem world) {
    this.world = world;
  }

  /** Bills a call that starts, whatever becomes of its caller. */
  void start(AppCall call, long windowSeq) {
    bill.merge(windowSeq, call.cost, Money::plus);
    started.addLast(new Started(world.nowMillis, call));
    checkRates();
  }

  private void checkRates() {
    while (started.getFirst().atMillis <= world.nowMillis - 60_000) {
      started.removeFirst();
    }
    var terms = world.terms;
    if (!world.areRatesExact()) {
      return;
    }
    var requests = terms.requestsPerMinute();
    if (requests != null && started.size() > requests) {
      throw new Violation(started.size() + " calls within a minute, more than " + requests);
    }
    var tokens = terms.tokensPerMinute();
    if (tokens != null) {
      var sum = started.stream().mapToLong(each -> each.call.tokensCounted()).sum();
      if (sum > tokens) {
        throw new Violation(sum + " tokens within a minute, more than " + tokens);
      }
    }
  }

  /** Remembers the most generous limits that were ever in force. */
  void limits(LedgerState state, BudgetTerms terms) {
    for (var window : state.days()) {
      months.put(window.seq(), window.month());
      dailyLimit.merge(window.seq(), limit(terms.daily(), window.forgiven(), terms), Money::max);
      monthlyLimit.merge(
          window.month(),
          limit(terms.monthly(), Totals.forgivenOfMonth(state, window.month()), terms),
          Money::max);
    }
  }

  private static Money limit(@Nullable Money limit, Money forgiven, BudgetTerms terms) {
    return limit == null || !terms.blocks()
        ? Money.ofNanoDollars(Long.MAX_VALUE)
        : limit.plus(forgiven);
  }

  /** Calls that have started in the last minute. */
  int inTheLastMinute() {
    while (!started.isEmpty() && started.getFirst().atMillis <= world.nowMillis - 60_000) {
      started.removeFirst();
    }
    return started.size();
  }

  Money of(long windowSeq) {
    return bill.getOrDefault(windowSeq, Money.ZERO);
  }

  Money ofMonth(String month) {
    var sum = Money.ZERO;
    for (var each : bill.entrySet()) {
      if (month.equals(months.get(each.getKey()))) {
        sum = sum.plus(each.getValue());
      }
    }
    return sum;
  }

  /** No window and no month costs more than it was ever allowed. */
  void check() {
    var perMonth = new HashMap<String, Money>();
    for (var each : bill.entrySet()) {
      var limit = dailyLimit.get(each.getKey());
      var month = months.get(each.getKey());
      if (limit == null || month == null) {
        throw new Violation("a call was paid by the window " + each.getKey() + " that never was");
      }
      if (each.getValue().compareTo(limit) > 0) {
        throw new Violation(
            "window " + each.getKey() + " costs " + each.getValue() + ", more than " + limit);
      }
      perMonth.merge(month, each.getValue(), Money::plus);
    }
    perMonth.forEach(
        (month, cost) -> {
          var limit = monthlyLimit.getOrDefault(month, Money.ZERO);
          if (cost.compareTo(limit) > 0) {
            throw new Violation("month " + month + " costs " + cost + ", more than " + limit);
          }
        });
  }
}
