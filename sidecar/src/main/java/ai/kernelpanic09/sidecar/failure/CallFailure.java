package ai.kernelpanic09.sidecar.failure;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.bedrock.BedrockError;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** A call that the model has not answered, with the error that its caller is told. */
public final class CallFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable Long retryAfterMillis;
  private final boolean modelFailed;
  private final transient @Nullable BedrockError bedrock;
  private final @Nullable String member;

  public CallFailure(ErrorCode code, String message, @Nullable Long retryAfterMillis) {
    this(code, message, retryAfterMillis, false, null, null);
  }

  private CallFailure(
      ErrorCode code,
      String message,
      @Nullable Long retryAfterMillis,
      boolean modelFailed,
      @Nullable BedrockError bedrock,
      @Nullable String member) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
    this.modelFailed = modelFailed;
    this.bedrock = bedrock;
    this.member = member;
  }

  public CallFailure(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** The failure of a request that can't be served as it is. */
  public static CallFailure of(InvalidRequestException e) {
    return new CallFailure(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()))
        .ofMember(e.path());
  }

  /** The failure of a call for which the operator has given no keys. */
  public static CallFailure withoutKeys(EndpointName endpoint) {
    return new CallFailure(
        ErrorCode.NO_LEASE, "there are no valid AWS credentials for endpoint " + endpoint, 1_000L);
  }

  /** Translates a failure at Bedrock into the error for the caller. */
  public static CallFailure of(BedrockException e) {
    @Nullable Long soon = 1_000L;
    var text = String.valueOf(e.getMessage());
    var failure =
        switch (e.kind()) {
          case REJECTED, STREAM_REJECTED -> new CallFailure(ErrorCode.INVALID_REQUEST, text);
          case THROTTLED, STREAM_THROTTLED ->
              new CallFailure(ErrorCode.UPSTREAM_THROTTLED, text, soon);
          case UNAVAILABLE, NOT_SENT, EXPIRED ->
              new CallFailure(ErrorCode.UPSTREAM_ERROR, text, soon);
          case DENIED,
              CREDENTIALS,
              CLOCK_SKEWED,
              MODEL_FAILED,
              FAILED,
              STREAM_FAILED,
              LOST,
              UNREADABLE ->
              new CallFailure(ErrorCode.UPSTREAM_ERROR, text);
          case MODEL_TIMED_OUT, TIMED_OUT -> new CallFailure(ErrorCode.UPSTREAM_TIMEOUT, text);
        };
    return new CallFailure(failure.code, text, failure.retryAfterMillis, false, e.error(), null);
  }

  /** The same failure, after which another model may be tried. */
  public CallFailure ofTheModel() {
    return new CallFailure(code, text(), retryAfterMillis, true, bedrock, member);
  }

  /**
   * The same failure, for which a member of the caller's request is the reason.
   *
   * @param path such as {@code messages[0].role}; null for none
   */
  public CallFailure ofMember(@Nullable String path) {
    return new CallFailure(code, text(), retryAfterMillis, modelFailed, bedrock, path);
  }

  /**
   * The path of the member of the caller's request that is wrong; null where the request as a whole
   * is, or nothing of it.
   */
  public @Nullable String member() {
    return member;
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

  /**
   * When trying again may help, in whole seconds, rounded up: a caller that waits that long does
   * not come too early. 0 where that is unknown or pointless.
   */
  public long retryAfterSeconds() {
    return retryAfterMillis == null ? 0 : Math.ceilDiv(retryAfterMillis, 1_000L);
  }

  /** The error as Bedrock told it; null when the call did not fail with one of Bedrock's own. */
  public @Nullable BedrockError bedrockError() {
    return bedrock;
  }

  public String text() {
    var message = getMessage();
    return message == null ? code.text() : message;
  }
}
