package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Reads the body of a refused request for a moment and throws it away, so that the caller gets the
 * answer and not a broken pipe.
 */
final class DiscardedBody {

  private static final long LINGER_MILLIS = 5_000;

  private boolean ended;

  private DiscardedBody() {}

  /**
   * Throws the rest of a request's body away, and hangs up when it does not end within five
   * seconds.
   */
  static void of(Vertx vertx, HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    var rest = new DiscardedBody();
    request.handler(part -> {});
    request.exceptionHandler(e -> {});
    request.endHandler(end -> rest.ended = true);
    request.resume();
    vertx.setTimer(
        LINGER_MILLIS,
        id -> {
          if (!rest.ended) {
            hangUp(request);
          }
        });
  }

  private static void hangUp(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }
}
