package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.operator.budget.LedgerRefusal;
import ai.kernelpanic09.operator.failure.Failure;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the endpoint's ledger can be kept. It does not close the endpoint's plan: who asks the
 * ledger is told by itself, and what sidecars hold already goes on serving.
 */
final class LedgerStep implements Step {

  private final Function<EndpointName, @Nullable BudgetStatus> ledgers;
  private final Function<EndpointName, @Nullable LedgerRefusal> problems;

  /**
   * @param ledgers the newest ledger of an endpoint; null before the first commit
   * @param problems why an endpoint's ledger can't be kept; null where it can
   */
  LedgerStep(
      Function<EndpointName, @Nullable BudgetStatus> ledgers,
      Function<EndpointName, @Nullable LedgerRefusal> problems) {
    this.ledgers = ledgers;
    this.problems = problems;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.LEDGER_READY;
  }

  @Override
  public Verdict check(Findings findings) {
    var problem = problems.apply(findings.name());
    if (problem != null) {
      var unreadable = problem.reason() == LedgerRefusal.Reason.UNREADABLE;
      return Verdict.no(
          unreadable ? Failure.LEDGER_UNREADABLE : "LedgerUnavailable",
          String.valueOf(problem.getMessage()));
    }
    var before = findings.before();
    // Of a ledger that another operator has kept until now nothing bad is known.
    return ledgers.apply(findings.name()) != null || (before != null && before.budget() != null)
        ? Verdict.yes("Kept", "the ledger is kept")
        : Verdict.unknown("LedgerOpening", "the ledger has not been opened yet");
  }
}
