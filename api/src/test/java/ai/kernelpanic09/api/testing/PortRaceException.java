package ai.kernelpanic09.api.testing;

/** A process ended because another had taken its port between choice and use. */
final class PortRaceException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  PortRaceException(String message) {
    super(message);
  }
}
