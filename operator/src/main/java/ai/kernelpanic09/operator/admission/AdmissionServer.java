package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.operator.certificate.Certificates;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.webhook.admission.AdmissionRoutes;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves the webhooks over TLS; every replica does, whoever leads. */
public final class AdmissionServer implements AutoCloseable {

  private final HttpServer server;

  /**
   * @param caNamespaces brings the CA's certificate to a namespace; may block
   */
  public AdmissionServer(
      Vertx vertx,
      OperatorConfig config,
      ClusterView cluster,
      Certificates certificates,
      EventRecorder events,
      MeterRegistry registry,
      SidecarRenderings rendering,
      Consumer<String> caNamespaces) {
    var answers = new ClusterAnswers(cluster, config.endpointRules().hosts());
    var proof = new SidecarProof(certificates.proofKey());
    var router = Router.router(vertx);
    new AdmissionRoutes(
            () -> rendering.config().withProof(proof),
            answers,
            answers,
            new AdmissionReports(registry, events, bringAuthority(caNamespaces)),
            System::nanoTime)
        .mount(router);
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(certificates.serverOptions().getKeyCertOptions())
            .setIdleTimeout(120)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    server = vertx.createHttpServer(options).requestHandler(router);
    certificates.onRenewal(server::updateSSLOptions);
  }

  /** The sidecar of an endpoint of another namespace also needs the CA to trust, in its own. */
  private static Consumer<String> bringAuthority(Consumer<String> caNamespaces) {
    return namespace -> Thread.startVirtualThread(() -> caNamespaces.accept(namespace));
  }

  /** Listens; fails when the port is taken. */
  public Future<Integer> listen(String address, int port) {
    return server.listen(port, address).map(HttpServer::actualPort);
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
