package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.operator.certificate.Certificates;
import ai.kernelpanic09.operator.connection.ConnectionPace;
import ai.kernelpanic09.operator.connection.Dismissal;
import ai.kernelpanic09.operator.connection.Gates;
import ai.kernelpanic09.webhook.body.BodyReceiver;
import ai.kernelpanic09.webhook.body.ConnectionLimit;
import ai.kernelpanic09.webhook.body.SharedRoom;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

/**
 * Serves the control API over TLS, on virtual threads. A request's headers are checked before its
 * body is read: only holders fill memory, each within a share of its own.
 */
public final class ControlServer implements AutoCloseable {

  private static final BodyReceiver.Limits BODY =
      new BodyReceiver.Limits(256 * 1024, 8L << 20, Duration.ofSeconds(10));

  private static final long MAX_BODIES_BYTES = 8L << 20;
  private static final long MAX_BYTES_OF_HOLDER = 512 << 10;

  /** After a change of the leader all holders come at once; each keeps one connection or a few. */
  private static final ConnectionLimit.Limits CONNECTIONS =
      new ConnectionLimit.Limits(10_000, 1_024, 8, Duration.ofSeconds(10));

  /**
   * A holder keeps its connection, so that it needs another one seldom. The pods of a whole node,
   * which may come from one address, find room in what all share.
   */
  private static final ConnectionPace.Limits PACE = new ConnectionPace.Limits(10, 0.5, 100, 10);

  private static final int HANDSHAKE_SECONDS = 5;

  private final Vertx vertx;
  private final Gates gates;
  private final ControlHandler api;
  private final HttpServer server;
  private final Certificates certificates;
  private final SharedRoom room = new SharedRoom(MAX_BODIES_BYTES, MAX_BYTES_OF_HOLDER);
  private final ConnectionLimit connections;
  private final ConnectionPace pace = new ConnectionPace(PACE, System::nanoTime);
  private final LongAdder refused = new LongAdder();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param gates of {@code vertx}
   */
  public ControlServer(Vertx vertx, Gates gates, ControlHandler api, Certificates certificates) {
    this.vertx = vertx;
    this.gates = gates;
    this.api = api;
    connections = new ConnectionLimit(vertx, CONNECTIONS);
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(certificates.serverOptions().getKeyCertOptions())
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(120)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(32 * 1024);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::opened)
            .requestHandler(this::route);
    this.certificates = certificates;
  }

  /** Listens; fails when the port is taken. */
  public Future<Integer> listen(String address, int port) {
    return server.listen(port, address).map(this::listening);
  }

  private int listening(HttpServer listening) {
    gates.guard(listening.actualPort(), pace::take, refused);
    certificates.renew(listening, HANDSHAKE_SECONDS);
    return listening.actualPort();
  }

  /** The memory of requests' bodies. */
  public SharedRoom bodies() {
    return room;
  }

  /** The connections that are open. */
  public ConnectionLimit connections() {
    return connections;
  }

  /** Connections that were not accepted. */
  public LongAdder refused() {
    return refused;
  }

  private void route(HttpServerRequest request) {
    switch (request.path()) {
      case "/control/v1/sync" -> {
        var arrivedNanos = System.nanoTime();
        serve(request, (holder, body) -> api.sync(holder, body, arrivedNanos));
      }
      case "/control/v1/authorize" -> serve(request, api::authorize);
      case "/control/v1/template" -> serve(request, api::template);
      default -> dismiss(request, new ControlHandler.Answer(404, ""));
    }
  }

  private void serve(HttpServerRequest request, BiFunction<Holder, byte[], Object> work) {
    if (!HttpMethod.POST.equals(request.method())) {
      request.response().putHeader("Allow", "POST");
      dismiss(request, new ControlHandler.Answer(405, ""));
      return;
    }
    var authorization = request.getHeader("Authorization");
    var loop = vertx.getOrCreateContext();
    var known = api.known(authorization);
    if (known.isPresent()) {
      receive(request, new ControlHandler.Proof.Proven(known.get()), work, loop);
      return;
    }
    var gone = new AtomicBoolean();
    request.exceptionHandler(e -> gone.set(true));
    request.pause();
    workers.execute(
        () -> {
          var proof = api.proof(authorization, request.remoteAddress().hostAddress());
          loop.runOnContext(
              proven -> {
                if (!gone.get()) {
                  receive(request, proof, work, loop);
                }
              });
        });
  }

  /** On the request's event loop. */
  private void receive(
      HttpServerRequest request,
      ControlHandler.Proof proof,
      BiFunction<Holder, byte[], Object> work,
      Context loop) {
    switch (proof) {
      case ControlHandler.Proof.Refused(var answer) -> {
        if (answer.status() != ControlError.UNAVAILABLE.status()) {
          dismiss(request, answer);
          return;
        }
        // It comes again in a moment: another handshake costs more than its body.
        send(request, answer);
        BodyReceiver.discard(vertx, request, BODY);
      }
      case ControlHandler.Proof.Proven(var holder) -> {
        connections.proven(request.connection(), holder.podUid());
        BodyReceiver.receive(
            vertx,
            request,
            room,
            holder.podUid(),
            BODY,
            body -> workers.execute(() -> answer(request, holder, body, work, loop)));
      }
    }
    request.resume();
  }

  private void answer(
      HttpServerRequest request,
      Holder holder,
      BodyReceiver.Received body,
      BiFunction<Holder, byte[], Object> work,
      Context loop) {
    try {
      var answer =
          api.answered(
              () ->
                  work.apply(
                      holder,
                      body.begin()
                          .orElseThrow(
                              () -> ControlFailure.unavailable("too many requests at once"))));
      loop.runOnContext(answered -> send(request, answer));
    } finally {
      body.release();
    }
  }

  private void dismiss(HttpServerRequest request, ControlHandler.Answer answer) {
    Dismissal.begin(vertx, request, response -> send(request, answer));
  }

  private static void send(HttpServerRequest request, ControlHandler.Answer answer) {
    var response = request.response();
    if (response.closed()) {
      return;
    }
    if (answer.status() == 429) {
      response.putHeader("Retry-After", "1");
    }
    response
        .setStatusCode(answer.status())
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(answer.json());
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    workers.close();
  }
}
