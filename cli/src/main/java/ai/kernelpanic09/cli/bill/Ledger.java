package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.Resolved;
import ai.kernelpanic09.core.money.Money;
import java.util.Collections;
import java.util.Comparator;
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
   * @param reported what proxies reported, and what was written off
   * @param estimates the part of it that was booked as a worst case and no bill
   * @param resolved the part of the estimates of which the cost is settled
   */
  record Booked(Money reported, Money estimates, Resolved resolved) {

    private static final Comparator<Booked> AGE =
        Comparator.comparing((Booked each) -> each.resolved.estimates())
            .thenComparing(Booked::reported);

    /** All that counts against the budget. */
    Money dollars() {
      return reported.minus(resolved.unbilled());
    }

    /** The part of it that is no bill still. */
    Money estimated() {
      return estimates.minus(resolved.estimates());
    }

    /** The later of two statuses of a day: what is settled and what is reported only grow. */
    Booked later(Booked other) {
      return AGE.compare(this, other) >= 0 ? this : other;
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
    var resolved = window.resolved();
    var billed = window.billed();
    days.merge(
        new DayKey(window.id(), endpoint),
        new Booked(
            window.spent().plus(window.writtenOff()),
            window.estimated().plus(window.writtenOff()),
            resolved == null || billed == null ? Resolved.NONE : new Resolved(resolved, billed)),
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
