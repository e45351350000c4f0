package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.ErrorForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Errors as AWS SDKs read them: the type in {@code x-amzn-errortype}, the message in the body. One
 * that Bedrock told keeps its type, status, message and request id.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors">Errors
 *     of Converse</a>
 */
public final class BedrockErrors implements ErrorForm {

  public static final ErrorForm FORM = new BedrockErrors();

  /** The status of an error that came within a stream. */
  private static final int STREAMED = 200;

  private BedrockErrors() {}

  @Override
  public void write(HttpServerResponse response, CallFailure failure) {
    var told = failure.bedrockError();
    write(
        response,
        told == null || told.status() == STREAMED ? status(type(failure)) : told.status(),
        failure);
  }

  @Override
  public void write(HttpServerResponse response, int status, CallFailure failure) {
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("x-amzn-errortype", status == 404 ? notFound(failure) : type(failure));
    var told = failure.bedrockError();
    if (told != null) {
      RequestId.write(response, told.requestId());
    }
    var retryAfter = failure.retryAfterSeconds();
    if (retryAfter > 0) {
      response.putHeader("retry-after", Long.toString(retryAfter));
    }
    if (isOfTheBudget(failure.code())) {
      response.putHeader("x-should-retry", "false");
    }
    response.end(Buffer.buffer(body(failure)));
  }

  /** The message that ends a stream. */
  static Buffer frame(CallFailure failure) {
    var type = type(failure);
    var bytes = new ByteArrayOutputStream();
    new Message(
            Map.of(
                ":exception-type",
                HeaderValue.fromString(Character.toLowerCase(type.charAt(0)) + type.substring(1)),
                ":content-type",
                HeaderValue.fromString("application/json"),
                ":message-type",
                HeaderValue.fromString("exception")),
            body(failure))
        .encode(bytes);
    return Buffer.buffer(bytes.toByteArray());
  }

  private static byte[] body(CallFailure failure) {
    var told = failure.bedrockError();
    var message = told == null || told.message().isEmpty() ? failure.text() : told.message();
    return Json.object(message.length() + 32, to -> to.writeStringField("message", message));
  }

  private static String type(CallFailure failure) {
    var told = failure.bedrockError();
    return told == null || told.type().isEmpty()
        ? type(failure.code())
        : Character.toUpperCase(told.type().charAt(0)) + told.type().substring(1);
  }

  /** A path that is none of Bedrock's has the code of a wrong request. */
  private static String notFound(CallFailure failure) {
    return failure.bedrockError() == null && failure.code() == ErrorCode.INVALID_REQUEST
        ? "UnknownOperationException"
        : type(failure);
  }

  private static boolean isOfTheBudget(ErrorCode code) {
    return code == ErrorCode.BUDGET_EXHAUSTED || code == ErrorCode.CALL_EXCEEDS_BUDGET;
  }

  private static String type(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST, TOO_LARGE -> "ValidationException";
      case NOT_ALLOWED -> "AccessDeniedException";
      // No SDK tries that one again by itself.
      case BUDGET_EXHAUSTED, CALL_EXCEEDS_BUDGET -> "ServiceQuotaExceededException";
      case UNKNOWN_ENDPOINT, UNKNOWN_TEMPLATE, UNKNOWN_REVISION -> "ResourceNotFoundException";
      case RATE_LIMITED, UPSTREAM_THROTTLED -> "ThrottlingException";
      case UPSTREAM_TIMEOUT -> "ModelTimeoutException";
      // Nobody reads the latter; metrics count its code.
      case UPSTREAM_ERROR, CALLER_GONE -> "InternalServerException";
      case NO_LEASE,
          ENDPOINT_NOT_READY,
          TEMPLATE_NOT_READY,
          OVERLOADED,
          CIRCUIT_OPEN,
          BOUND_EXCEEDED ->
          "ServiceUnavailableException";
    };
  }

  private static int status(String type) {
    return switch (type) {
      case "ValidationException", "ServiceQuotaExceededException" -> 400;
      case "AccessDeniedException" -> 403;
      case "ResourceNotFoundException" -> 404;
      case "ModelTimeoutException" -> 408;
      case "ModelErrorException", "ModelStreamErrorException" -> 424;
      case "ThrottlingException", "ModelNotReadyException" -> 429;
      case "ServiceUnavailableException" -> 503;
      default -> 500;
    };
  }
}
