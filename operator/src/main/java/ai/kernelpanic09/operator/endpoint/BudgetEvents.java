package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.operator.budget.LedgerEvents;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import java.util.concurrent.Executor;

/** Events for thresholds of budgets: 50, 80 and 100 per cent, each once a day or month. */
public final class BudgetEvents implements LedgerEvents {

  private static final String REASON = "BudgetThresholdReached";
  private static final int URGENT_PERCENT = 80;

  private final ClusterView cluster;
  private final EventRecorder events;
  private final Executor executor;

  /**
   * @param executor writes the Events: a ledger must not wait for them
   */
  public BudgetEvents(ClusterView cluster, EventRecorder events, Executor executor) {
    this.cluster = cluster;
    this.events = events;
    this.executor = executor;
  }

  @Override
  public void crossed(EndpointName endpoint, Crossing crossing) {
    executor.execute(() -> cluster.endpoint(endpoint).ifPresent(each -> tell(each, crossing)));
  }

  private void tell(ModelEndpoint endpoint, Crossing crossing) {
    var message =
        "%d %% of the %s budget of %s is spent: %s of %s dollars"
            .formatted(
                crossing.percent(),
                crossing.budget(),
                crossing.window(),
                crossing.used(),
                crossing.limit());
    if (crossing.percent() < URGENT_PERCENT) {
      events.normal(endpoint, REASON, message);
    } else {
      events.warning(endpoint, REASON, message);
    }
  }

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {}

  @Override
  public void conflicted(EndpointName endpoint) {}

  @Override
  public void dropped(EndpointName endpoint) {}
}
