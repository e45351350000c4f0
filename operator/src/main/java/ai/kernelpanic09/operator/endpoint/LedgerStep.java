package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.operator.budget.LedgerRefusal;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the endpoint's ledger can be kept. A ledger that can't be kept does not close the
 * endpoint's serving plan: the ledger itself refuses each ask, and sidecars go on with what they
 * hold.
 */
final class LedgerStep implements Step {

  private final Function<EndpointName, @Nullable BudgetStatus> ledgers;
  private final Function<EndpointName, @Nullable LedgerRefusal> problems;

  /**
   * @param ledgers the newest ledger of an endpoint; null before the first commit
   * @param problems why an endpoint's ledger can't be kept; null if it can
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
  public Result check(Observation observed) {
    return new Result(state(observed), observed);
  }

  private ConditionState state(Observation observed) {
    var problem = problems.apply(observed.name());
    if (problem != null) {
      var unreadable = problem.reason() == LedgerRefusal.Reason.UNREADABLE;
      return ConditionState.ofFalse(
          unreadable ? ConditionReason.LEDGER_UNREADABLE : ConditionReason.LEDGER_UNAVAILABLE,
          String.valueOf(problem.getMessage()));
    }
    var before = observed.before();
    // A ledger in the status that is not kept here yet counts as kept: nothing bad is known of it.
    return ledgers.apply(observed.name()) != null || (before != null && before.budget() != null)
        ? ConditionState.ofTrue(ConditionReason.KEPT, "the ledger is kept")
        : ConditionState.ofUnknown(
            ConditionReason.LEDGER_OPENING, "the ledger has not been opened yet");
  }
}
