package ai.kernelpanic09.api;

import ai.kernelpanic09.core.ledger.Resolved;
import ai.kernelpanic09.core.ledger.SettleOrder;
import ai.kernelpanic09.core.money.Money;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;

/**
 * The order to settle the estimates of a day, as it stands in the annotation {@link
 * Keys#BUDGET_SETTLEMENT} of a ModelEndpoint.
 */
public record BudgetSettlement(String uid, Instant at, SettleOrder order) implements BudgetOrder {

  private static final Set<String> MEMBERS =
      Set.of("id", "uid", "at", "by", "window", "resolved", "billed", "reason");

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException naming the member that is missing or wrong
   */
  public static BudgetSettlement parse(String json) {
    var text = new OrderText(json, MEMBERS);
    return new BudgetSettlement(
        text.name("uid"),
        text.at(),
        new SettleOrder(
            text.name("id"),
            text.text("by"),
            window(text.text("window")),
            new Resolved(
                dollars("resolved", text.text("resolved")), dollars("billed", text.text("billed"))),
            text.text("reason")));
  }

  @Override
  public String by() {
    return order.by();
  }

  private static String window(String text) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("window: is no day such as 2026-11-22", e);
    }
  }

  private static Money dollars(String member, String text) {
    Money amount;
    try {
      amount = Money.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(member + ": " + e.getMessage(), e);
    }
    if (amount.isNegative()) {
      throw new IllegalArgumentException(member + ": must not be negative");
    }
    return amount;
  }
}
