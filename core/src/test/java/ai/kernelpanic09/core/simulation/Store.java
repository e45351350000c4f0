package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerState;
import org.jspecify.annotations.Nullable;

/** The endpoint's status in the API server: one object, compare-and-swap on its commit id. */
final class Store {

  private final Bug bug;
  private @Nullable LedgerState read;
  private @Nullable LedgerState state;

  Store(Bug bug) {
    this.bug = bug;
  }

  /** The ledger as it would be read back; null when the endpoint does not exist. */
  @Nullable LedgerState read() {
    return read;
  }

  /** The ledger as it was written. */
  @Nullable LedgerState current() {
    return state;
  }

  boolean swap(String expectedCommitId, LedgerState next, BudgetTerms terms, long nowMillis) {
    var before = state;
    if (before == null) {
      return false;
    }
    if (bug != Bug.STORE_DOES_NOT_COMPARE && !before.commitId().equals(expectedCommitId)) {
      return false;
    }
    if (bug != Bug.STORE_DOES_NOT_COMPARE && next.epoch() < before.epoch()) {
      throw new Violation("epoch went back from " + before.epoch() + " to " + next.epoch());
    }
    put(next, terms, nowMillis);
    return true;
  }

  void create(LedgerState first, BudgetTerms terms, long nowMillis) {
    put(first, terms, nowMillis);
  }

  void delete() {
    read = null;
    state = null;
  }

  private void put(LedgerState next, BudgetTerms terms, long nowMillis) {
    read = DurableLedger.of(next, terms, nowMillis).toState();
    state = next;
    if (!next.equals(read)) {
      throw new Violation("the ledger reads back differently than it was written");
    }
  }
}
