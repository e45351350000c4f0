package ai.kernelpanic09.core.desk;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.LedgerState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Where ledgers are kept. */
public interface DeskStore {

  /** The ledger as it was saved last; an empty one at first. */
  LedgerState load(EndpointName endpoint) throws IOException;

  /** Keeps a ledger; it is durable when this returns. */
  void save(EndpointName endpoint, LedgerState state, BudgetTerms terms, long nowMillis)
      throws IOException;

  /** Keeps ledgers as long as the process lives. */
  static DeskStore inMemory() {
    return new DeskStore() {
      private final Map<EndpointName, LedgerState> kept = new HashMap<>();

      @Override
      public LedgerState load(EndpointName endpoint) {
        return kept.getOrDefault(endpoint, LedgerState.EMPTY);
      }

      @Override
      public void save(
          EndpointName endpoint, LedgerState state, BudgetTerms terms, long nowMillis) {
        kept.put(endpoint, state);
      }
    };
  }
}
