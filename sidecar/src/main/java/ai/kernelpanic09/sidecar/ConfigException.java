package ai.kernelpanic09.sidecar;

/** The configuration is wrong: the process must not start. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message, null, false, false);
  }
}
