package ai.kernelpanic09.simulator.signature;

/** A signature is not accepted; each service has its own code for the reason. */
public final class SignatureException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** The reasons. */
  public enum Kind {
    MISSING,
    INCOMPLETE,
    UNKNOWN_KEY,
    WRONG_TOKEN,
    EXPIRED_TOKEN,
    WRONG_SCOPE,
    EXPIRED_SIGNATURE,
    MISMATCH
  }

  SignatureException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The message, never null. */
  public String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
