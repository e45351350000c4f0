package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.DurableLedger;
import java.util.Optional;

/** Durable ledgers, each replaced by compare-and-swap. */
interface LedgerStore {

  /** The outcome of a commit. */
  enum Commit {
    /** It is durable. */
    DONE,
    /** The ledger was not the expected one, or the API server does not take this write. */
    REFUSED,
    /** The endpoint does not exist. */
    GONE,
    /** Unknown until the next read. */
    UNKNOWN
  }

  /**
   * The newest ledger.
   *
   * @return empty when there is no such endpoint
   * @throws StoreException when the API server can't be asked
   */
  Optional<Stored> read(EndpointName endpoint);

  /** Writes {@code next} if the stored ledger is still {@code before}. */
  Commit commit(EndpointName endpoint, Stored before, DurableLedger next);

  /** The API server's reason for not taking the last write; empty after a write that it took. */
  default String refusal(EndpointName endpoint) {
    return "";
  }

  /** The API server could not be asked. */
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(Throwable cause) {
      super("the API server can't be asked: " + cause.getMessage(), cause);
    }
  }
}
