package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that no request uses. Time counts between requests only: a model may think for
 * as long as its endpoint lets it, and say nothing meanwhile.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
final class IdleConnections {

  /** Vert.x's handler of its own idle time-out, which knows bytes and no requests. */
  private static final String BYTES_HANDLER = "idle";

  private final NanoClock clock;
  private final long idleNanos;
  private final Map<HttpConnection, Use> open = new HashMap<>();

  IdleConnections(NanoClock clock, long idleMillis) {
    this.clock = clock;
    idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
  }

  /** The requests of a connection. */
  private static final class Use {
    private final List<HttpServerResponse> underWay = new ArrayList<>(1);
    private long idleSinceNanos;

    Use(long nowNanos) {
      idleSinceNanos = nowNanos;
    }

    boolean isIdle(long nowNanos) {
      if (underWay.removeIf(each -> each.ended() || each.closed())) {
        idleSinceNanos = nowNanos;
      }
      return underWay.isEmpty();
    }
  }

  /** Watches a connection, from its first request on; until then Vert.x does. */
  void opened(HttpConnection connection) {
    if (connection instanceof HttpServerConnection internal) {
      var pipeline = internal.channelHandlerContext().pipeline();
      if (pipeline.get(BYTES_HANDLER) != null) {
        pipeline.remove(BYTES_HANDLER);
      }
    }
    open.put(connection, new Use(clock.nanos()));
    connection.closeHandler(closed -> open.remove(connection));
  }

  /** A request has come. */
  void used(HttpServerRequest request) {
    var use = open.get(request.connection());
    if (use != null) {
      var _ = use.isIdle(clock.nanos());
      use.underWay.add(request.response());
    }
  }

  /** Closes connections that have been idle for too long; to be called periodically. */
  void sweep() {
    var now = clock.nanos();
    for (var each : List.copyOf(open.entrySet())) {
      if (each.getValue().isIdle(now) && now - each.getValue().idleSinceNanos >= idleNanos) {
        each.getKey().close();
      }
    }
  }
}
