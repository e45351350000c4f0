package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.ErrorForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Errors of our own surface: {@code {"error":{"code","message","retryAfterSeconds"?}}}. */
public final class ErrorWriter implements ErrorForm {

  public static final ErrorForm FORM = new ErrorWriter();

  private ErrorWriter() {}

  @Override
  public void write(HttpServerResponse response, CallFailure failure) {
    write(response, ErrorStatus.of(failure.code()), failure);
  }

  @Override
  public void write(HttpServerResponse response, int status, CallFailure failure) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("content-type", "application/json");
    var retryAfter = failure.retryAfterSeconds();
    if (retryAfter > 0) {
      response.putHeader("retry-after", Long.toString(retryAfter));
    }
    if (status == 402) {
      response.putHeader("x-should-retry", "false");
    }
    response.end(Buffer.buffer(body(failure)));
  }

  static byte[] body(CallFailure failure) {
    var retryAfter = failure.retryAfterSeconds();
    return Json.object(
        256,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeStringField("code", failure.code().text());
          json.writeStringField("message", failure.text());
          if (retryAfter > 0) {
            json.writeNumberField("retryAfterSeconds", retryAfter);
          }
          json.writeEndObject();
        });
  }
}
