package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.money.Money;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What we booked, as the status of ModelEndpoints tells it: a few days of each. */
final class Ledger {

  private final Map<String, EndpointLimits> limits = new HashMap<>();
  private final Map<DayKey, Booked> days = new TreeMap<>();

  /**
   * What was booked on a day.
   *
   * @param dollars all that counts against the budget: what proxies reported, and what was written
   *     off
   * @param estimated the part of it that is a worst case and no bill
   */
  record Booked(Money dollars, Money estimated) {

    /** The later of two statuses of a day: a day's dollars only grow. */
    Booked later(Booked other) {
      return dollars.compareTo(other.dollars) >= 0 ? this : other;
    }
  }

  void add(ModelEndpoint endpoint) {
    var name = endpoint.endpointName().toString();
    var status = endpoint.getStatus();
    if (status == null) {
      return;
    }
    if (status.limits() != null) {
      limits.put(name, status.limits());
    }
    if (status.budget() != null) {
      status.budget().windows().forEach(window -> add(name, window));
    }
  }

  private void add(String endpoint, BudgetStatus.WindowStatus window) {
    days.merge(
        new DayKey(window.id(), endpoint),
        new Booked(
            window.spent().plus(window.writtenOff()), window.estimated().plus(window.writtenOff())),
        Booked::later);
  }

  /** The limits of an endpoint; null where it is not known. */
  @Nullable EndpointLimits limits(String endpoint) {
    return limits.get(endpoint);
  }

  /** What was booked on the days that are known. */
  Map<DayKey, Booked> days() {
    return Collections.unmodifiableMap(days);
  }
}
