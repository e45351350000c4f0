package ai.kernelpanic09.sidecar.control;

/** The operator could not be reached, or refused to answer. */
public final class ControlException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ControlException(String message) {
    super(message, null, false, false);
  }
}
