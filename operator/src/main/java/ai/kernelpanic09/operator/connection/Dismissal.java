package ai.kernelpanic09.operator.connection;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;

/**
 * Ends the connection of a sender that has proven nothing: it is told why, and nothing more is read
 * of it, for to decrypt a body costs it far less than us.
 */
public final class Dismissal {

  /** Time in which the sender reads why, before its connection is closed. */
  private static final long FAREWELL_MILLIS = 1_000;

  private Dismissal() {}

  /**
   * To be called on the request's event loop.
   *
   * @param answer ends the response; not called for a sender that has gone
   */
  public static void begin(
      Vertx vertx, HttpServerRequest request, Consumer<HttpServerResponse> answer) {
    request.exceptionHandler(e -> {});
    request.pause();
    var response = request.response();
    if (!response.closed()) {
      if (request.version() != HttpVersion.HTTP_2) {
        // Else a client would send its next request on a connection that is about to close.
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      answer.accept(response);
    }
    if (request.isEnded()) {
      request.connection().close();
    } else {
      // While it is paused no further request of an HTTP/1.1 connection is read either.
      vertx.setTimer(FAREWELL_MILLIS, id -> request.connection().close());
    }
  }
}
