package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.call.Patience;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Method, path and headers of a request in this form. */
final class RequestHead {

  private static final String QUEUE_HEADER = "x-queue-timeout-ms";
  private static final String TIMEOUT_HEADER = "x-request-timeout-ms";
  private static final long MAX_DEADLINE_MILLIS = 3_600_000;

  private RequestHead() {}

  /**
   * Reads the name in the path. Turns away a request that is not a POST or has no valid name.
   *
   * @param path the form that the path must have
   * @param rest the path behind the surface's prefix
   * @return {@code namespace/name}; null when the request has been answered
   */
  static @Nullable EndpointName name(Exchange exchange, String path, String rest) {
    var method = exchange.request().method();
    if (!method.equals(HttpMethod.POST)) {
      exchange.response().putHeader("allow", "POST");
      exchange.turnAway(405, "the method must be POST, not " + method);
      return null;
    }
    try {
      return EndpointName.parse(rest);
    } catch (IllegalArgumentException e) {
      exchange.turnAway(404, "the path must be " + path);
      return null;
    }
  }

  /** Admits a request whose headers are right; answers any other, and returns false. */
  static boolean admit(Exchange exchange) {
    try {
      var patience = patience(exchange.request(), exchange.nowNanos());
      requireJson(exchange.request());
      exchange.admit(patience);
      return true;
    } catch (CallFailure e) {
      exchange.refuse(e);
      return false;
    }
  }

  private static Patience patience(HttpServerRequest request, long nowNanos) {
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

  private static void requireJson(HttpServerRequest request) {
    var type = request.getHeader("content-type");
    if (type == null) {
      return;
    }
    var plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!plain.equals("application/json") && !plain.endsWith("+json")) {
      throw new CallFailure(
          ErrorCode.INVALID_REQUEST, "content-type: must be application/json, not " + plain);
    }
  }
}
