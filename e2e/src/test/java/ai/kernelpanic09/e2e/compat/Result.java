package ai.kernelpanic09.e2e.compat;

/**
 * What came of a feature.
 *
 * @param saw what the client got to see; empty where that is what every client is to see
 * @param message the server's words, where it refused
 */
record Result(Outcome outcome, String saw, String message) {

  Result(Outcome outcome, String saw) {
    this(outcome, saw, "");
  }

  /** The kinds of results. */
  enum Outcome {
    WORKS,
    /** An error of the server came as the client's own error. */
    REFUSED,
    /** The client has no such feature. */
    ABSENT,
    /** Anything else. */
    FAILED
  }
}
