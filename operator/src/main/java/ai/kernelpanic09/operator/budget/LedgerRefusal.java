package ai.kernelpanic09.operator.budget;

/** Why the budget authority gives no answer. */
public final class LedgerRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What the asker should do. */
  public enum Reason {
    /** Another operator leads: ask that one. */
    NOT_LEADER,
    /** Too many ask, or the API server is away: ask again later. */
    UNAVAILABLE,
    /** There is no such endpoint. */
    NO_ENDPOINT,
    /** What stands in the status is no ledger: a person has to mend it. */
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
