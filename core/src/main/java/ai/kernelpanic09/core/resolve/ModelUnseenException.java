package ai.kernelpanic09.core.resolve;

/** A question about a model is not answered, and will not be while nobody does something. */
public final class ModelUnseenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why there is no answer. */
  public enum Reason {
    /** The asker may not look; calls may work all the same. */
    NOT_PERMITTED,
    /** Bedrock knows no such model or profile. */
    NOT_FOUND
  }

  private final Reason reason;

  public ModelUnseenException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
