package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.ErrorForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Errors in Anthropic's form: {@code {"type":"error","error":{"type","message"},"request_id"}}.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/errors">Errors</a>
 */
public final class AnthropicErrors implements ErrorForm {

  public static final ErrorForm FORM = new AnthropicErrors();

  private static final String INVALID_REQUEST = "invalid_request_error";

  /** Also of a path that nothing serves. */
  private static final String NOT_FOUND = "not_found_error";

  private AnthropicErrors() {}

  /** What Anthropic calls a failure. */
  private record Kind(int status, String type) {}

  @Override
  public void write(HttpServerResponse response, CallFailure failure) {
    write(response, kind(failure.code()).status(), failure);
  }

  @Override
  public void write(HttpServerResponse response, int status, CallFailure failure) {
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("x-should-retry", Boolean.toString(helpsRetry(failure)));
    var requestId = requestId(failure);
    if (requestId != null) {
      response.putHeader(MessageAnswer.REQUEST_ID, requestId);
    }
    var retryAfter = failure.retryAfterSeconds();
    if (retryAfter > 0) {
      response.putHeader("retry-after", Long.toString(retryAfter));
    }
    var type = status == 404 ? NOT_FOUND : kind(failure.code()).type();
    response.end(Buffer.buffer(body(type, failure)));
  }

  private static @Nullable String requestId(CallFailure failure) {
    var error = failure.bedrockError();
    return error == null || error.requestId().isEmpty() ? null : error.requestId();
  }

  /**
   * Whether clients are to try again by themselves, a moment later: not where that may be billed
   * twice, and not before the next window of a budget.
   */
  private static boolean helpsRetry(CallFailure failure) {
    return switch (failure.code().retry()) {
      case NO, MAY_COST_TWICE -> false;
      case LATER -> failure.code() != ErrorCode.BUDGET_EXHAUSTED;
      case IF_TOLD -> failure.retryAfterMillis() != null;
    };
  }

  /** The error as an object of JSON. */
  static byte[] body(CallFailure failure) {
    return body(kind(failure.code()).type(), failure);
  }

  private static byte[] body(String type, CallFailure failure) {
    return Json.object(
        256,
        json -> {
          json.writeStringField("type", "error");
          json.writeObjectFieldStart("error");
          json.writeStringField("type", type);
          json.writeStringField("message", failure.text());
          json.writeEndObject();
          var requestId = requestId(failure);
          if (requestId == null) {
            json.writeNullField("request_id");
          } else {
            json.writeStringField("request_id", requestId);
          }
        });
  }

  private static Kind kind(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST -> new Kind(400, INVALID_REQUEST);
      case NOT_ALLOWED -> new Kind(403, "permission_error");
      case UNKNOWN_ENDPOINT, UNKNOWN_TEMPLATE, UNKNOWN_REVISION -> new Kind(404, NOT_FOUND);
      case TOO_LARGE -> new Kind(413, "request_too_large");
      case BUDGET_EXHAUSTED, CALL_EXCEEDS_BUDGET, RATE_LIMITED, UPSTREAM_THROTTLED ->
          new Kind(429, "rate_limit_error");
      // Nobody reads it; metrics count its code.
      case CALLER_GONE -> new Kind(499, "api_error");
      case UPSTREAM_ERROR -> new Kind(500, "api_error");
      case NO_LEASE, ENDPOINT_NOT_READY, TEMPLATE_NOT_READY, CIRCUIT_OPEN, BOUND_EXCEEDED ->
          new Kind(503, "api_error");
      case OVERLOADED -> new Kind(529, "overloaded_error");
      case UPSTREAM_TIMEOUT -> new Kind(504, "timeout_error");
    };
  }
}
