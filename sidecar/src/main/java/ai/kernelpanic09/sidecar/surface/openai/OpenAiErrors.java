package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.ErrorForm;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Errors in OpenAI's form: {@code {"error":{"message","type","param","code"}}}.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">Error codes</a>
 */
public final class OpenAiErrors implements ErrorForm {

  public static final ErrorForm FORM = new OpenAiErrors();

  private OpenAiErrors() {}

  /**
   * What OpenAI calls a failure.
   *
   * @param retry whether its clients may try again by themselves
   */
  private record Kind(int status, String type, String code, boolean retry) {}

  @Override
  public void write(HttpServerResponse response, CallFailure failure) {
    write(response, kind(failure.code()).status(), failure);
  }

  @Override
  public void write(HttpServerResponse response, int status, CallFailure failure) {
    if (response.ended() || response.closed()) {
      return;
    }
    var kind = kind(failure.code());
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("x-should-retry", Boolean.toString(mayRetry(kind, failure)));
    var retryAfter = failure.retryAfterSeconds();
    if (retryAfter > 0) {
      response.putHeader("retry-after", Long.toString(retryAfter));
    }
    response.end(Buffer.buffer(body(failure)));
  }

  /** A failure of the model after which nobody says when to come again may have been billed. */
  private static boolean mayRetry(Kind kind, CallFailure failure) {
    return kind.retry()
        && (failure.code() != ErrorCode.UPSTREAM_ERROR || failure.retryAfterMillis() != null);
  }

  /** The word that programs tell the error by. */
  static String code(CallFailure failure) {
    return kind(failure.code()).code();
  }

  /** What a body says: an object of JSON with the error. */
  static byte[] body(CallFailure failure) {
    return Json.object(
        256,
        json -> {
          json.writeFieldName("error");
          json.writeStartObject();
          write(json, failure);
          json.writeEndObject();
        });
  }

  /** The error as an object of JSON. */
  static byte[] error(CallFailure failure) {
    return Json.object(256, json -> write(json, failure));
  }

  private static void write(JsonGenerator json, CallFailure failure) throws IOException {
    var kind = kind(failure.code());
    json.writeStringField("message", failure.text());
    json.writeStringField("type", kind.type());
    json.writeStringField("param", param(failure));
    json.writeStringField("code", kind.code());
  }

  /** The member that is wrong; null for none. */
  private static @Nullable String param(CallFailure failure) {
    return failure.code() == ErrorCode.UNKNOWN_ENDPOINT ? "model" : failure.member();
  }

  private static Kind kind(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST -> new Kind(400, "invalid_request_error", "invalid_request", false);
      case NOT_ALLOWED -> new Kind(403, "permission_error", "permission_denied", false);
      case UNKNOWN_ENDPOINT -> new Kind(404, "invalid_request_error", "model_not_found", false);
      case UNKNOWN_TEMPLATE, UNKNOWN_REVISION ->
          new Kind(404, "invalid_request_error", "not_found", false);
      case TOO_LARGE -> new Kind(413, "invalid_request_error", "request_too_large", false);
      case BUDGET_EXHAUSTED, CALL_EXCEEDS_BUDGET ->
          new Kind(429, "insufficient_quota", "insufficient_quota", false);
      case RATE_LIMITED, UPSTREAM_THROTTLED ->
          new Kind(429, "rate_limit_error", "rate_limit_exceeded", true);
      // Nobody reads it; metrics count its code.
      case CALLER_GONE -> new Kind(499, "api_error", "caller_gone", false);
      case UPSTREAM_ERROR -> new Kind(502, "api_error", "upstream_error", true);
      case NO_LEASE,
          ENDPOINT_NOT_READY,
          TEMPLATE_NOT_READY,
          OVERLOADED,
          CIRCUIT_OPEN,
          BOUND_EXCEEDED ->
          new Kind(503, "api_error", "service_unavailable", true);
      case UPSTREAM_TIMEOUT -> new Kind(504, "api_error", "timeout", false);
    };
  }
}
