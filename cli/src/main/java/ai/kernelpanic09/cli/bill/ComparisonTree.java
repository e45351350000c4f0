package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as a tree, for JSON and YAML. Dollars are texts with all their digits; what is not
 * known is absent.
 */
final class ComparisonTree {

  static ObjectNode of(Comparison comparison) {
    var tree = JsonNodeFactory.instance.objectNode().put("equal", comparison.isEqual());
    var days = tree.putArray("days");
    for (var row : comparison.days()) {
      var day = days.addObject();
      key(day, row.key());
      day.put("calls", row.calls());
      var booked = row.booked();
      money(day, "booked", booked == null ? null : booked.dollars());
      money(day, "estimated", booked == null ? null : booked.estimated());
      money(day, "logged", row.logged());
      money(day, "costReport", row.report());
      money(day, "difference", row.difference());
      day.put("equal", row.isEqual());
    }
    var calls = tree.putArray("calls");
    for (var each : comparison.calls()) {
      var call = calls.addObject();
      key(call, each.day());
      text(call, "call", each.call());
      text(call, "request", each.request());
      text(call, "model", each.model());
      call.put("reason", each.reason().toString());
      money(call, "booked", each.booked());
      money(call, "logged", each.logged());
    }
    if (!comparison.settlements().isEmpty()) {
      var settlements = tree.putArray("settlements");
      for (var each : comparison.settlements()) {
        var settlement = settlements.addObject();
        key(settlement, each.key());
        settlement.put("calls", each.calls());
        money(settlement, "booked", each.resolved().estimates());
        money(settlement, "logged", each.resolved().billed());
        settlement.put("result", each.result().toString());
        text(settlement, "problem", each.problem());
      }
    }
    var notes = tree.putArray("notes");
    comparison.notes().forEach(notes::add);
    return tree;
  }

  private static void key(ObjectNode to, DayKey key) {
    to.put("day", key.day());
    text(to, "endpoint", key.endpoint());
  }

  private static void text(ObjectNode to, String name, String text) {
    if (!text.isEmpty()) {
      to.put(name, text);
    }
  }

  private static void money(ObjectNode to, String name, @Nullable Money money) {
    if (money != null) {
      to.put(name, money.toString());
    }
  }

  private ComparisonTree() {}
}
