package ai.kernelpanic09.core.resolve;

/**
 * A question about a model has no answer, and repeating it does not help until a person changes
 * something.
 */
public final class ModelUnseenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why there is no answer. */
  public enum Reason {
    /** The identity may not look the model up; calls may work nevertheless. */
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
