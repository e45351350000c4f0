package ai.kernelpanic09.sidecar.engine;

import org.jspecify.annotations.Nullable;

/** A call was not answered by the model: what to tell the caller. */
public final class CallFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable Long retryAfterMillis;

  public CallFailure(ErrorCode code, String message, @Nullable Long retryAfterMillis) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
  }

  public CallFailure(ErrorCode code, String message) {
    this(code, message, null);
  }

  public ErrorCode code() {
    return code;
  }

  /** When trying again may help; null where that is unknown or pointless. */
  public @Nullable Long retryAfterMillis() {
    return retryAfterMillis;
  }

  public String text() {
    var message = getMessage();
    return message == null ? code.text() : message;
  }
}
