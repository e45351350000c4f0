package ai.kernelpanic09.cli.budget;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import org.jspecify.annotations.Nullable;

/** One of an endpoint's two budgets. */
enum BudgetName {
  DAILY("daily"),
  MONTHLY("monthly");

  private final String word;

  BudgetName(String word) {
    this.word = word;
  }

  /** Its name in orders, and in the status. */
  String word() {
    return word;
  }

  /** Its state; null where the endpoint has none yet. */
  @Nullable BudgetView of(ModelEndpoint endpoint) {
    var status = endpoint.getStatus();
    var budget = status == null ? null : status.budget();
    return budget == null ? null : of(budget);
  }

  private @Nullable BudgetView of(BudgetStatus budget) {
    return switch (this) {
      case DAILY -> budget.daily();
      case MONTHLY -> budget.monthly();
    };
  }

  /** Its state as people read it. */
  static String text(BudgetView budget) {
    var forgiven = budget.forgiven();
    var unbilled = budget.unbilled();
    return "limit %s, spent %s%s, written off %s, no longer counted %s, in the hands of pods %s"
        .formatted(
            budget.limit(),
            budget.spent(),
            unbilled == null ? "" : " (of it not billed " + unbilled + ")",
            budget.writtenOff(),
            forgiven == null ? "0.00" : forgiven,
            budget.leased());
  }
}
