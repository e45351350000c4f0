package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.operator.certificate.RenewedCertificate;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.connection.ConnectionPace;
import ai.kernelpanic09.operator.connection.Dismissal;
import ai.kernelpanic09.operator.connection.Gates;
import ai.kernelpanic09.webhook.admission.AdmissionRoutes;
import ai.kernelpanic09.webhook.body.ConnectionLimit;
import ai.kernelpanic09.webhook.body.SharedRoom;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Serves the webhooks over TLS, on the leader and on every other replica. */
public final class AdmissionServer implements AutoCloseable {

  private static final ConnectionLimit.Limits CONNECTIONS =
      new ConnectionLimit.Limits(512, 256, 128, Duration.ofSeconds(20));

  /** An API server keeps its connections, each of which carries many reviews at a time. */
  private static final ConnectionPace.Limits PACE = new ConnectionPace.Limits(20, 1, 100, 10);

  /** So seldom is a pod that may send no reviews accepted, to be told so. */
  private static final ConnectionPace.Limits REFUSALS = new ConnectionPace.Limits(1, 0.02, 5, 0.2);

  private static final int HANDSHAKE_SECONDS = 5;

  private static final int FORBIDDEN = HttpURLConnection.HTTP_FORBIDDEN;

  private final HttpServer server;
  private final RenewedCertificate certificate;
  private final AdmissionRoutes routes;
  private final ConnectionLimit connections;
  private final Gates gates;
  private final ReviewSenders senders;
  private final ConnectionPace pace = new ConnectionPace(PACE, System::nanoTime);
  private final ConnectionPace refusals = new ConnectionPace(REFUSALS, System::nanoTime);
  private final LongAdder refused = new LongAdder();

  /**
   * @param gates of {@code vertx}
   * @param callers namespaces whose pods may send reviews
   * @param endpointHosts hosts beside AWS's own that an endpoint's URL may name
   * @param injection gives the current settings of injection
   * @param caNamespaces publishes the CA to a namespace; may block
   */
  public AdmissionServer(
      Vertx vertx,
      Gates gates,
      MeterRegistry registry,
      ClusterConnection cluster,
      Set<String> callers,
      List<String> endpointHosts,
      RenewedCertificate certificate,
      Supplier<InjectConfig> injection,
      Consumer<String> caNamespaces) {
    var answers = new ClusterAnswers(cluster.view(), endpointHosts);
    var router = Router.router(vertx);
    routes =
        new AdmissionRoutes(
            injection,
            answers,
            answers,
            new AdmissionReports(registry, cluster.events(), inBackground(caNamespaces)),
            System::nanoTime);
    routes.mount(router);
    this.gates = gates;
    senders = new ReviewSenders(cluster.view().pods()::runningAt, callers);
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(certificate.serverOptions().getKeyCertOptions())
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(120)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    connections = new ConnectionLimit(vertx, CONNECTIONS);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::opened)
            .requestHandler(
                request -> {
                  var refusal = senders.refusal(request.remoteAddress().hostAddress());
                  if (refusal.isPresent()) {
                    Dismissal.begin(
                        vertx,
                        request,
                        response -> response.setStatusCode(FORBIDDEN).end(refusal.get()));
                    return;
                  }
                  // An API server's connection has carried a review within seconds.
                  request
                      .response()
                      .endHandler(
                          sent ->
                              connections.proven(
                                  request.connection(), request.remoteAddress().hostAddress()));
                  router.handle(request);
                });
    this.certificate = certificate;
  }

  /** Publishes in the background, so that no admission waits for it. */
  private static Consumer<String> inBackground(Consumer<String> caNamespaces) {
    return namespace -> Thread.startVirtualThread(() -> caNamespaces.accept(namespace));
  }

  /** The memory of reviews. */
  public SharedRoom bodies() {
    return routes.bodies();
  }

  /** The connections that are open. */
  public ConnectionLimit connections() {
    return connections;
  }

  /** Connections that were not accepted. */
  public LongAdder refused() {
    return refused;
  }

  /** Listens; fails when the port is taken. */
  public Future<Integer> listen(String address, int port) {
    return server.listen(port, address).map(this::listening);
  }

  private int listening(HttpServer listening) {
    gates.guard(listening.actualPort(), this::admits, refused);
    certificate.renew(listening, HANDSHAKE_SECONDS);
    return listening.actualPort();
  }

  private boolean admits(String address) {
    return (senders.refusal(address).isEmpty() ? pace : refusals).take(address);
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
