package ai.kernelpanic09.api.testing;

/** A process ended because another had taken its port between choice and use. */
final class PortTakenException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  PortTakenException(String message) {
    super(message);
  }
}
