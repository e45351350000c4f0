package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.ResetOrder;
import ai.kernelpanic09.core.ledger.SettleOrder;
import java.util.Optional;

/** The current limits of endpoints, and the orders about their budgets. */
@FunctionalInterface
public interface TermsSource {

  /** Empty when there is no such endpoint. */
  Optional<BudgetTerms> terms(EndpointName endpoint);

  /** The last order to reset a budget while it is fresh, whether carried out or not. */
  default Optional<ResetOrder> resetOrdered(EndpointName endpoint) {
    return Optional.empty();
  }

  /** The last order to settle estimates while it is fresh, whether carried out or not. */
  default Optional<SettleOrder> settleOrdered(EndpointName endpoint) {
    return Optional.empty();
  }
}
