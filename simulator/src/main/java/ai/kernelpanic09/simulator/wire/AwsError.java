package ai.kernelpanic09.simulator.wire;

import io.vertx.core.json.JsonObject;

/** An error of an AWS service: a code, an HTTP status and a sentence. */
public final class AwsError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final int status;

  public AwsError(int status, String code, String message) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
  }

  public static AwsError validation(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  public static AwsError notFound(String message) {
    return new AwsError(404, "ResourceNotFoundException", message);
  }

  public static AwsError accessDenied(String message) {
    return new AwsError(403, "AccessDeniedException", message);
  }

  public static AwsError throttling(String message) {
    return new AwsError(429, "ThrottlingException", message);
  }

  public static AwsError conflict(String message) {
    return new AwsError(400, "ConflictException", message);
  }

  public static AwsError quotaExceeded(String message) {
    return new AwsError(400, "ServiceQuotaExceededException", message);
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  /** The message, never null. */
  public String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }

  /** The JSON answer of the Bedrock services. */
  public AwsResponse toJson() {
    return AwsResponse.json(status, new JsonObject().put("message", text()))
        .with("x-amzn-errortype", code + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
  }
}
