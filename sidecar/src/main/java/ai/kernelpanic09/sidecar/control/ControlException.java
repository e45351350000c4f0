package ai.kernelpanic09.sidecar.control;

/**
 * The operator could not be reached, or refused to answer. A passing failure is one that ends when
 * the operator is there again, or another one in its place.
 */
public final class ControlException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean passing;

  public ControlException(String message) {
    this(message, false);
  }

  ControlException(String message, boolean passing) {
    super(message, null, false, false);
    this.passing = passing;
  }

  /** Whether the same request may succeed soon. */
  public boolean isPassing() {
    return passing;
  }
}
