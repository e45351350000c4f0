package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that have had no request under way for too long. Only the time between
 * requests counts: during a request a model may be silent for as long as its endpoint's time-outs
 * allow. Where there are too many, the address that has most of them loses the oldest of its own
 * that has no request under way.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
final class OpenConnections {

  /** The name of Vert.x's own idle handler, which measures silence even during a request. */
  private static final String BYTES_HANDLER = "idle";

  private final NanoClock clock;
  private final long idleNanos;
  private final int max;
  private final Map<HttpConnection, Use> open = new HashMap<>();

  /** The oldest first. */
  private final Map<String, SequencedSet<HttpConnection>> byAddress = new HashMap<>();

  OpenConnections(NanoClock clock, Listeners.Limits limits) {
    this.clock = clock;
    idleNanos = TimeUnit.MILLISECONDS.toNanos(limits.idleMillis());
    max = limits.connections();
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
    byAddress.computeIfAbsent(address(connection), key -> new LinkedHashSet<>()).add(connection);
    connection.closeHandler(closed -> remove(connection));
    if (open.size() > max) {
      var surplus = surplus(connection);
      // At once, so that none is chosen twice before it has closed.
      remove(surplus);
      surplus.close();
    }
  }

  private static String address(HttpConnection connection) {
    return connection.remoteAddress().hostAddress();
  }

  private void remove(HttpConnection connection) {
    open.remove(connection);
    byAddress.computeIfPresent(
        address(connection),
        (key, own) -> {
          own.remove(connection);
          return own.isEmpty() ? null : own;
        });
  }

  /** The connection that is closed for a new one; the new one itself if all others are in use. */
  private HttpConnection surplus(HttpConnection newest) {
    var now = clock.nanos();
    return byAddress.values().stream().max(Comparator.comparingInt(SequencedSet::size)).stream()
        .flatMap(SequencedSet::stream)
        .filter(each -> Objects.requireNonNull(open.get(each)).isIdle(now))
        .findFirst()
        .orElse(newest);
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
