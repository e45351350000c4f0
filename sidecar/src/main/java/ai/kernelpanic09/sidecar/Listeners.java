package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that the process listens on. */
final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** AWS SDKs sign with a session token, which alone may have more than 8 KiB. */
  private static final int MAX_HEADER_BYTES = 16 << 10;

  /** An id of a model has up to 2,048 characters, each of which may be encoded. */
  private static final int MAX_LINE_BYTES = 8 << 10;

  /** At once on one HTTP/2 connection. */
  private static final long MAX_STREAMS = 1_000;

  /** A connection without a request is closed after this time. */
  private static final long IDLE_MILLIS = 180_000;

  private static final int SWEEPS_WHILE_IDLE = 12;

  /**
   * Of an answer, beside what the platform takes: with less than half of it unsent it goes on, with
   * all of it the model is held up. Netty's own mark of 64 KiB would let a few hundred slow readers
   * fill a pod's heap.
   */
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(4 << 10, 8 << 10);

  private final Vertx vertx;
  private final Handler<HttpServerRequest> modelApi;
  private final Handler<HttpServerRequest> broken;
  private final Limits limits;
  private final OpenConnections connections;
  private final List<HttpServer> modelServers = new ArrayList<>();

  /**
   * The bounds of the model API's connections.
   *
   * @param connections that are open at a time, to all addresses together
   * @param idleMillis a connection without a request is closed after this time
   */
  record Limits(int connections, long idleMillis) {}

  /**
   * @param broken answers requests that are not valid HTTP
   */
  Listeners(Vertx vertx, Handler<HttpServerRequest> modelApi, Handler<HttpServerRequest> broken) {
    this(vertx, modelApi, broken, new Limits(HeapRoom.ofThisProcess().connections(), IDLE_MILLIS));
  }

  Listeners(
      Vertx vertx,
      Handler<HttpServerRequest> modelApi,
      Handler<HttpServerRequest> broken,
      Limits limits) {
    this.vertx = vertx;
    this.modelApi = modelApi;
    this.broken = broken;
    this.limits = limits;
    connections = new OpenConnections(NanoClock.SYSTEM, limits);
  }

  /**
   * Serves the model API to callers on this host. On a host without IPv6 it serves 127.0.0.1 only,
   * which is no error.
   */
  Future<Integer> listenOnLoopback(int port) {
    return listen("127.0.0.1", port).compose(bound -> optional("::1", bound).map(bound));
  }

  /** Serves the model API on all addresses. */
  Future<Integer> listenEverywhere(int port) {
    return listen("::", port).recover(noIpv6 -> listen("0.0.0.0", port));
  }

  /**
   * Serves health and metrics on the pod's addresses.
   *
   * @param server makes a server for each try, for one that has failed to listen can't try again
   */
  static Future<Integer> listenEverywhere(Supplier<HttpServer> server, int port) {
    return listen(server.get(), port, "::")
        .recover(
            e ->
                e instanceof PortTakenException
                    ? Future.failedFuture(e)
                    : listen(server.get(), port, "0.0.0.0"));
  }

  /** Serves health and metrics to this host only. */
  static Future<Integer> listenOnLoopback(Supplier<HttpServer> server, int port) {
    return listen(server.get(), port, "127.0.0.1");
  }

  private static Future<Integer> listen(HttpServer server, int port, String host) {
    return server
        .listen(port, host)
        .recover(e -> PortTakenException.toldOf(port, e))
        .map(HttpServer::actualPort);
  }

  /**
   * Accepts no more connections, and waits up to {@code millis} for the requests that are being
   * served.
   */
  Future<Void> shutdown(long millis) {
    return Future.join(
            modelServers.stream()
                .map(each -> each.shutdown(millis, TimeUnit.MILLISECONDS))
                .toList())
        .mapEmpty();
  }

  private Future<Integer> optional(String host, int port) {
    return listen(host, port)
        .recover(
            e -> {
              if (e instanceof PortTakenException) {
                // Otherwise "localhost" would lead some callers to the process that listens on ::1.
                return Future.failedFuture(e);
              }
              LOG.info("event=not_listening address={} reason=\"{}\"", host, e.getMessage());
              return Future.succeededFuture(port);
            });
  }

  private Future<Integer> listen(String host, int port) {
    var server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(true)
                    .setInitialSettings(
                        new Http2Settings()
                            .setMaxConcurrentStreams(MAX_STREAMS)
                            .setMaxHeaderListSize(MAX_HEADER_BYTES))
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                    .setIdleTimeout((int) limits.idleMillis())
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setTcpKeepAlive(true)
                    .setTcpNoDelay(true)
                    .setHandle100ContinueAutomatically(false))
            .connectionHandler(
                connection -> {
                  boundUnsent(connection);
                  connections.opened(connection);
                })
            .requestHandler(
                request -> {
                  connections.used(request);
                  modelApi.handle(request);
                })
            .invalidRequestHandler(broken);
    return server
        .listen(port, host)
        .recover(e -> PortTakenException.toldOf(port, e))
        .map(
            bound -> {
              modelServers.add(bound);
              vertx.setPeriodic(
                  Math.max(1, limits.idleMillis() / SWEEPS_WHILE_IDLE), id -> connections.sweep());
              return bound.actualPort();
            });
  }

  private static void boundUnsent(HttpConnection connection) {
    if (connection instanceof HttpServerConnection internal) {
      internal.channelHandlerContext().channel().config().setWriteBufferWaterMark(UNSENT);
    }
  }
}
