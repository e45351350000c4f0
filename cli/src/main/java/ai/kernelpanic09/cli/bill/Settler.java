package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.cli.bill.DaySettlement.Result;
import ai.kernelpanic09.cli.cluster.Cluster;
import ai.kernelpanic09.cli.order.Orders;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders ledgers to settle their estimates, one day after the other. */
final class Settler {

  private final Cluster cluster;
  private final Orders orders;
  private final String by;
  private final String reason;

  /**
   * @param by the user who gives the orders
   */
  Settler(Cluster cluster, Orders orders, String by, String reason) {
    this.cluster = cluster;
    this.orders = orders;
    this.by = by;
    this.reason = reason;
  }

  /** The same days, those that were to do with what came of them. */
  List<DaySettlement> settle(List<DaySettlement> days) throws InterruptedException {
    var settled = new ArrayList<DaySettlement>();
    for (var each : days) {
      settled.add(each.result() == Result.TO_DO ? settle(each) : each);
    }
    return settled;
  }

  private DaySettlement settle(DaySettlement day) throws InterruptedException {
    var name = EndpointName.parse(day.key().endpoint());
    var at = cluster.in(name.namespace());
    try {
      var order =
          orders
              .order(Orders.read(at, name.name()), by, reason)
              .put("window", day.key().day())
              .put("resolved", day.resolved().estimates().toString())
              .put("billed", day.resolved().billed().toString());
      var id = Orders.id(order);
      return orders.carryOut(
          at, name.name(), Keys.BUDGET_SETTLEMENT, order, after -> outcome(after, day, id));
    } catch (CommandFailure e) {
      return day.with(Result.NOT_DONE, String.valueOf(e.getMessage()));
    }
  }

  /** What an order has come to; null while nothing has. */
  private static @Nullable DaySettlement outcome(
      ModelEndpoint endpoint, DaySettlement day, String id) {
    var status = endpoint.getStatus();
    var budget = status == null ? null : status.budget();
    if (budget == null) {
      return null;
    }
    for (var each : budget.settlements()) {
      if (each.id().equals(id)) {
        var refused = each.refused();
        return refused == null ? day.with(Result.SETTLED, "") : day.with(Result.REFUSED, refused);
      }
    }
    // Somebody else's order has said the same: then this one changes nothing, and is not noted.
    for (var each : budget.windows()) {
      if (each.id().equals(day.key().day())
          && day.resolved().estimates().equals(each.resolved())
          && day.resolved().billed().equals(each.billed())) {
        return day.with(Result.SETTLED, "");
      }
    }
    return null;
  }
}
