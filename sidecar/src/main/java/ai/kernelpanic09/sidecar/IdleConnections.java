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
 * Closes connections that have had no request under way for too long. Only the time between
 * requests counts: during a request a model may be silent for as long as its endpoint's time-outs
 * allow.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
final class IdleConnections {

  /** The name of Vert.x's own idle handler, which measures silence even during a request. */
  private static final String BYTES_HANDLER = "idle";

  private final NanoClock clock;
  private final long idleNanos;
  private final Map<HttpConnection, Use> open = new HashMap<>();

  IdleConnections(NanoClock clock, long idleMillis) {
    this.clock = clock;
    idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
  }

  /** The requests under way on a connection. */
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

  /**
   * Watches a connection from its first request on; until then Vert.x's own idle time-out applies.
   */
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

  /** Counts the request as under way on its connection. */
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
