package ai.kernelpanic09.sidecar.json;

import org.jspecify.annotations.Nullable;

/** A caller's request can't be served; the message names the member. */
public final class InvalidRequestException extends Exception {

  private static final long serialVersionUID = 1;

  private final @Nullable String path;

  public InvalidRequestException(String message) {
    super(message, null, false, false);
    path = null;
  }

  /**
   * @param path the member, such as {@code messages[0].role}
   */
  public InvalidRequestException(String path, String problem) {
    super(path + ": " + problem, null, false, false);
    this.path = path;
  }

  /** The member that is wrong, such as {@code messages[0].role}; null where none is at fault. */
  public @Nullable String path() {
    return path;
  }
}
