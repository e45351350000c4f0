package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.operator.certificate.Certificates;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.webhook.admission.AdmissionRoutes;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.KubeletVersions;
import ai.kernelpanic09.webhook.inject.SidecarProof;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Serves the webhooks over TLS; every replica does, whoever leads. */
public final class AdmissionServer implements AutoCloseable {

  private final HttpServer server;
  private final Certificates certificates;

  public AdmissionServer(
      Vertx vertx,
      OperatorConfig config,
      ClusterView cluster,
      Certificates certificates,
      EventRecorder events,
      MeterRegistry registry,
      String version,
      boolean openShift) {
    this.certificates = certificates;
    var answers = new ClusterAnswers(cluster, config.endpointHosts());
    var proof = new SidecarProof(certificates.proofKey());
    var router = Router.router(vertx);
    new AdmissionRoutes(
            () ->
                new InjectConfig(
                    config.sidecarImage(),
                    version,
                    config.namespace(),
                    config.clusterDomain(),
                    InjectConfig.controlUrl(config.namespace()),
                    InjectConfig.defaults(config.sidecarImage(), version).requests(),
                    InjectConfig.defaults(config.sidecarImage(), version).limits(),
                    InjectConfig.defaults(config.sidecarImage(), version).waitCommand(),
                    KubeletVersions.nativeSidecars(cluster.kubelets(), config.minKubelet()),
                    openShift,
                    Optional.of(proof)),
            answers,
            answers,
            new AdmissionReports(registry, events, this::bringAuthority),
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
    certificates.onRenewal(renewed -> server.updateSSLOptions(renewed));
  }

  /** The sidecar of an endpoint of another namespace also needs the CA to trust, in its own. */
  private void bringAuthority(String namespace) {
    Thread.startVirtualThread(() -> certificates.publishTo(namespace));
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
