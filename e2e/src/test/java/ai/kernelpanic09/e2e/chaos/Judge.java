package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.e2e.SimulatedAws;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the provider's bill with budgets and ledgers, again and again while things fail. The
 * bill is split by endpoint and by the window that each call carries.
 */
final class Judge {

  private final Budgets budgets;
  private final Set<String> overspent = new TreeSet<>();
  private final Set<String> unaccounted = new TreeSet<>();
  private int samples;
  private int missed;

  Judge(Budgets budgets) {
    this.budgets = budgets;
  }

  /**
   * Compares once. The bill is read first, so all of it must be in the ledger, which is read after
   * it.
   */
  synchronized void sample() {
    try {
      look();
      samples++;
    } catch (RuntimeException | AssertionError unreachable) {
      missed++;
    }
  }

  private void look() {
    var all = SimulatedAws.get("bill").path("byEndpointAndWindow");
    var bills = new LinkedHashMap<App, Map<String, Money>>();
    App.ALL.forEach(app -> bills.put(app, of(app, all)));
    bills.forEach(this::compare);
  }

  private void compare(App app, Map<String, Money> bill) {
    var days = new TreeMap<String, LedgerDay>();
    LedgerDay.of(app).forEach(day -> days.put(day.window(), day));
    var limit = budgets.largest(app);
    var sum = Money.ZERO;
    for (var each : bill.entrySet()) {
      var billed = each.getValue();
      sum = app.monthly() ? sum.plus(billed) : billed;
      if (sum.compareTo(limit) > 0) {
        overspent.add(
            "%s, %s: a bill of %s on a budget of %s"
                .formatted(app.name(), each.getKey(), sum, limit));
      }
      var day = days.get(each.getKey());
      if (day == null || billed.compareTo(day.used()) > 0) {
        unaccounted.add(
            "%s, %s: a bill of %s, and the ledger knows of %s"
                .formatted(app.name(), each.getKey(), billed, day));
      }
    }
  }

  /** The provider's bill of an endpoint, by window. */
  static Map<String, Money> bill(App app) {
    return of(app, SimulatedAws.get("bill").path("byEndpointAndWindow"));
  }

  private static Map<String, Money> of(App app, JsonNode byEndpointAndWindow) {
    var bill = new TreeMap<String, Money>();
    var prefix = app.endpoint() + " ";
    byEndpointAndWindow
        .properties()
        .forEach(
            each -> {
              if (each.getKey().startsWith(prefix)) {
                bill.put(
                    each.getKey().substring(prefix.length()),
                    Money.ofNanoDollars(each.getValue().path("billedNanoDollars").asLong()));
              }
            });
    return bill;
  }

  synchronized Set<String> overspent() {
    return Set.copyOf(overspent);
  }

  synchronized Set<String> unaccounted() {
    return Set.copyOf(unaccounted);
  }

  /** Number of comparisons of bill and ledgers. */
  synchronized int samples() {
    return samples;
  }

  /** Number of times that they could not be read. */
  synchronized int missed() {
    return missed;
  }
}
