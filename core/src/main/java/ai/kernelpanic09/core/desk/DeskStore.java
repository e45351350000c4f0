package ai.kernelpanic09.core.desk;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.LedgerState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Stores the ledgers of a desk. */
public interface DeskStore {

  /** The ledger as it was last saved; an empty one before the first save. */
  LedgerState load(EndpointName endpoint) throws IOException;

  /** Saves a ledger; it is durable when this method returns. */
  void save(EndpointName endpoint, LedgerState state, BudgetTerms terms, long nowMillis)
      throws IOException;

  /** A store that lasts as long as the process. */
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
