package ai.kernelpanic09.sidecar.json;

/** A caller's request can't be served; the message names the member. */
public final class InvalidRequestException extends Exception {

  private static final long serialVersionUID = 1;

  public InvalidRequestException(String message) {
    super(message, null, false, false);
  }

  /**
   * @param path the member, such as {@code messages[0].role}
   */
  public InvalidRequestException(String path, String problem) {
    this(path + ": " + problem);
  }
}
