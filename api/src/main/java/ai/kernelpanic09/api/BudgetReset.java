package ai.kernelpanic09.api;

import ai.kernelpanic09.core.ledger.ResetOrder;
import java.time.Instant;
import java.util.Set;

/**
 * The order to reset a budget, as it stands in the annotation {@link Keys#BUDGET_RESET} of a
 * ModelEndpoint.
 */
public record BudgetReset(String uid, Instant at, ResetOrder order) implements BudgetOrder {

  private static final Set<String> MEMBERS = Set.of("id", "uid", "at", "by", "budget", "reason");

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException naming the member that is missing or wrong
   */
  public static BudgetReset parse(String json) {
    var text = new OrderText(json, MEMBERS);
    return new BudgetReset(
        text.name("uid"),
        text.at(),
        new ResetOrder(
            text.name("id"), text.text("by"), budget(text.text("budget")), text.text("reason")));
  }

  @Override
  public String by() {
    return order.by();
  }

  private static ResetOrder.Budget budget(String text) {
    return switch (text) {
      case "daily" -> ResetOrder.Budget.DAILY;
      case "monthly" -> ResetOrder.Budget.MONTHLY;
      default -> throw new IllegalArgumentException("budget: must be daily or monthly");
    };
  }
}
