package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import java.util.Optional;

/** What endpoints' specs allow now. */
@FunctionalInterface
public interface TermsSource {

  /** Empty when there is no such endpoint. */
  Optional<BudgetTerms> terms(EndpointName endpoint);
}
