package ai.kernelpanic09.sidecar.failure;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import org.jspecify.annotations.Nullable;

/** A call that the model has not answered, with the error that its caller is told. */
public final class CallFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable Long retryAfterMillis;
  private final boolean modelFailed;

  public CallFailure(ErrorCode code, String message, @Nullable Long retryAfterMillis) {
    this(code, message, retryAfterMillis, false);
  }

  private CallFailure(
      ErrorCode code, String message, @Nullable Long retryAfterMillis, boolean modelFailed) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
    this.modelFailed = modelFailed;
  }

  public CallFailure(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** Translates a failure at Bedrock into the error for the caller. */
  public static CallFailure of(BedrockException e) {
    @Nullable Long soon = 1_000L;
    var text = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case REJECTED, STREAM_REJECTED -> new CallFailure(ErrorCode.INVALID_REQUEST, text);
      case THROTTLED, STREAM_THROTTLED -> new CallFailure(ErrorCode.UPSTREAM_THROTTLED, text, soon);
      case UNAVAILABLE, NOT_SENT -> new CallFailure(ErrorCode.UPSTREAM_ERROR, text, soon);
      case DENIED, CREDENTIALS, MODEL_FAILED, FAILED, STREAM_FAILED, LOST, UNREADABLE ->
          new CallFailure(ErrorCode.UPSTREAM_ERROR, text);
      case MODEL_TIMED_OUT, TIMED_OUT -> new CallFailure(ErrorCode.UPSTREAM_TIMEOUT, text);
    };
  }

  /** The same failure, after which another model may be tried. */
  public CallFailure ofTheModel() {
    return new CallFailure(code, text(), retryAfterMillis, true);
  }

  /** Whether the model failed before the caller got anything of its answer. */
  public boolean isOfTheModel() {
    return modelFailed;
  }

  public ErrorCode code() {
    return code;
  }

  /** Milliseconds after which a retry may help; null where that is unknown or pointless. */
  public @Nullable Long retryAfterMillis() {
    return retryAfterMillis;
  }

  public String text() {
    var message = getMessage();
    return message == null ? code.text() : message;
  }
}
