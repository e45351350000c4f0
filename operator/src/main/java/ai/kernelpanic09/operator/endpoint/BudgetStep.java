package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.ExceededAction;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether money is left in the budgets of the day and the month. */
final class BudgetStep implements Step {

  private final Function<EndpointName, @Nullable BudgetStatus> ledgers;

  /**
   * @param ledgers the newest ledger of an endpoint, null before the first commit
   */
  BudgetStep(Function<EndpointName, @Nullable BudgetStatus> ledgers) {
    this.ledgers = ledgers;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.BUDGET_AVAILABLE;
  }

  @Override
  public Result check(Observation observed) {
    var budget = observed.spec().costBudget();
    if (budget == null) {
      return new Result(
          ConditionState.ofTrue(ConditionReason.NO_BUDGET, "spending is counted, and not limited"),
          observed);
    }
    var ledger = ledgers.apply(observed.name());
    return new Result(
        ledger == null
            ? ConditionState.ofUnknown(
                ConditionReason.NO_LEDGER, "the ledger has not been opened yet")
            : state(ledger, budget.onExceeded() == ExceededAction.WARN),
        observed);
  }

  private static ConditionState state(BudgetStatus ledger, boolean warns) {
    var daily = ledger.daily();
    var monthly = ledger.monthly();
    if (isExhausted(monthly)) {
      return spent(ConditionReason.MONTHLY_EXHAUSTED, "the month's budget is spent", warns);
    }
    if (isExhausted(daily)) {
      return spent(ConditionReason.DAILY_EXHAUSTED, "the day's budget is spent", warns);
    }
    if (isOvercommitted(daily) || isOvercommitted(monthly)) {
      return spent(
          ConditionReason.BUDGET_OVERCOMMITTED,
          "more is spent or leased than the budget allows",
          warns);
    }
    return ConditionState.ofTrue(ConditionReason.AVAILABLE, "there is money left");
  }

  private static ConditionState spent(ConditionReason reason, String message, boolean warns) {
    return warns
        ? ConditionState.ofTrue(reason, message + "; calls pass, for onExceeded is Warn")
        : ConditionState.ofFalse(reason, message);
  }

  private static boolean isExhausted(@Nullable BudgetView view) {
    return view != null && view.exhausted();
  }

  private static boolean isOvercommitted(@Nullable BudgetView view) {
    return view != null && view.overcommitted();
  }
}
