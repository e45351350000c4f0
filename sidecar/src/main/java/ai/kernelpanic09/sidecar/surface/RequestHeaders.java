package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.call.Patience;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the headers of a request say in every form. */
final class RequestHeaders {

  private static final String QUEUE_HEADER = "x-queue-timeout-ms";
  private static final String TIMEOUT_HEADER = "x-request-timeout-ms";

  /** AWS SDKs call bodies so that are in a model's own form. */
  private static final String ANY = "application/octet-stream";

  private static final long MAX_DEADLINE_MILLIS = 3_600_000;

  private RequestHeaders() {}

  /**
   * How long the caller waits.
   *
   * @throws CallFailure when a header has no meaning
   */
  static Patience patience(HttpServerRequest request, long nowNanos) {
    var wait = millis(request, TIMEOUT_HEADER, 1, Patience.AS_LONG_AS_THE_ENDPOINT);
    var queue = millis(request, QUEUE_HEADER, 0, 0);
    return new Patience(nowNanos, wait, nowNanos + TimeUnit.MILLISECONDS.toNanos(queue));
  }

  private static long millis(
      HttpServerRequest request, String header, long min, long defaultValue) {
    var asked = request.getHeader(header);
    if (asked == null) {
      return defaultValue;
    }
    try {
      var millis = Long.parseLong(asked.strip());
      if (millis >= min && millis <= MAX_DEADLINE_MILLIS) {
        return millis;
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw new CallFailure(
        ErrorCode.INVALID_REQUEST,
        header + ": must be a whole number between " + min + " and " + MAX_DEADLINE_MILLIS);
  }

  /**
   * Checks that the body is said to be JSON as it is, or is said to be nothing.
   *
   * @throws CallFailure when it is said to be something else
   */
  static void requireJson(HttpServerRequest request) {
    var encoding = request.getHeader("content-encoding");
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      throw new CallFailure(
          ErrorCode.INVALID_REQUEST,
          "content-encoding: must be left out, for a body is read as it is");
    }
    var type = request.getHeader("content-type");
    if (type == null) {
      return;
    }
    var plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!plain.equals("application/json") && !plain.endsWith("+json") && !plain.equals(ANY)) {
      throw new CallFailure(
          ErrorCode.INVALID_REQUEST, "content-type: must be application/json, not " + plain);
    }
  }
}
