package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.ExceededAction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether money is left in day and month. */
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
  public Verdict check(Findings findings) {
    var budget = findings.spec().costBudget();
    if (budget == null) {
      return Verdict.yes("NoBudget", "spending is counted, and not limited");
    }
    var ledger = ledgers.apply(findings.name());
    if (ledger == null) {
      return Verdict.unknown("NoLedger", "the ledger has not been opened yet");
    }
    var warns = budget.onExceeded() == ExceededAction.WARN;
    var daily = ledger.daily();
    var monthly = ledger.monthly();
    if (isExhausted(monthly)) {
      return spent("MonthlyExhausted", "the month's budget is spent", warns);
    }
    if (isExhausted(daily)) {
      return spent("DailyExhausted", "the day's budget is spent", warns);
    }
    if (isOvercommitted(daily) || isOvercommitted(monthly)) {
      return spent("BudgetOvercommitted", "more is spent or leased than the budget allows", warns);
    }
    return Verdict.yes("Available", "there is money left");
  }

  private static Verdict spent(String reason, String message, boolean warns) {
    return warns
        ? Verdict.yes(reason, message + "; calls pass, for onExceeded is Warn")
        : Verdict.no(reason, message);
  }

  private static boolean isExhausted(@Nullable BudgetView view) {
    return view != null && view.exhausted();
  }

  private static boolean isOvercommitted(@Nullable BudgetView view) {
    return view != null && view.overcommitted();
  }
}
