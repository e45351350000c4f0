package ai.kernelpanic09.operator.budget;

/** The reason why the budget authority gives no answer. */
public final class LedgerRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Tells the asker how to go on. */
  public enum Reason {
    /** Another operator leads: ask that one. */
    NOT_LEADER,
    /** Too many asks, or the API server can't be reached: ask again later. */
    UNAVAILABLE,
    /** There is no such endpoint. */
    NO_ENDPOINT,
    /** The status holds no readable ledger: a person has to mend it. */
    UNREADABLE
  }

  private final Reason reason;

  LedgerRefusal(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
