package ai.kernelpanic09.core.simulation;

/** Mistakes that the simulation must notice; they are made around the real code, never in it. */
enum Bug {
  NONE,
  /** The journal loses some writes. */
  JOURNAL_LOSES_WRITES,
  /** The journal does not keep the reservations of calls in flight. */
  JOURNAL_FORGETS_IN_FLIGHT,
  /** Reports are added up instead of taken as totals. */
  REPORTS_ARE_SUMMED,
  /** Dollars that a dead holder held are lent to others. */
  LEASES_OF_THE_DEAD_ARE_RECLAIMED,
  /** An answer promises more than the ledger has written down. */
  GRANTS_ARE_DOUBLED,
  /** Answers leave before their commit is durable. */
  ANSWERS_BEFORE_COMMIT,
  /** The store does not compare before it swaps. */
  STORE_DOES_NOT_COMPARE,
  /** A deleted endpoint leaves no floor behind. */
  NO_FLOOR,
  /** A call is taken for unbilled though its failure does not prove that. */
  UNCLEAR_FAILURES_ARE_RELEASED,
  /** The rate slots are lost with every commit. */
  RATE_SLOTS_ARE_LOST,
  /** Any answer is taken for the answer to the latest request. */
  OLD_ANSWERS_ARE_TAKEN,
  /** An answer brings twice the rate tokens that the ledger has counted. */
  RATE_TOKENS_ARE_DOUBLED,
  /** An answer brings twice the share that the ledger has counted. */
  RATE_SHARES_ARE_DOUBLED,
  /** The shares of a large limit are lost with every commit. */
  RATE_SHARES_ARE_LOST,
  /** The share of a holder that is silent for a moment is given to others. */
  SILENT_SHARES_ARE_FREED,
  /** An answer brings twice the standing allowance that the ledger has counted. */
  STANDING_IS_DOUBLED,
  /** The standing allowance is lost with every commit. */
  STANDING_IS_LOST,
  /** The standing allowance of a holder that is silent for a moment is given to others. */
  STANDING_OF_SILENT_PODS_IS_FREED,
  /** What was used of the standing allowance does not count from the report on. */
  STANDING_USE_IS_FORGOTTEN,
  /** A window that opens forgets the leases that were granted ahead. */
  WINDOWS_OPEN_EMPTY
}
