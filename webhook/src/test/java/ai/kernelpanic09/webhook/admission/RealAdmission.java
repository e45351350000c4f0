package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.SamplePods;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** A real API server with namespace {@code ai-workloads}, and the webhooks that it may call. */
final class RealAdmission implements AutoCloseable {

  static final Path WEBHOOKS = Path.of("..", "config", "webhook");

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;
  private final SelfSignedCertificate certificate;
  private final Router router = Router.router(vertx);
  private final HttpServer server;
  private final ApiServer api;

  RealAdmission(Path folder, Supplier<InjectConfig> config, AdmissionListener listener)
      throws IOException, GeneralSecurityException, InterruptedException, ExecutionException {
    this.folder = folder;
    certificate = SelfSignedCertificate.in(folder);
    new AdmissionRoutes(config, SamplePods.CLUSTER, NoResources.KNOWN, listener, System::nanoTime)
        .mount(router);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.options()))
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    api = ApiServer.start();
    api.createNamespace(SamplePods.NAMESPACE);
  }

  /** Where the webhooks listen. */
  String url() {
    return "https://127.0.0.1:" + server.actualPort();
  }

  /** A client that believes the webhooks; the caller closes it. */
  HttpClient client() throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder().sslContext(certificate.trusting()).build();
  }

  /** Takes the routes of further webhooks. */
  Router router() {
    return router;
  }

  ApiServer api() {
    return api;
  }

  /** Registers the webhooks of a manifest, at the address of this process. */
  void register(Path file) throws IOException, GeneralSecurityException {
    var manifest = SamplePods.yaml(Files.readString(file));
    for (var webhook : manifest.path("webhooks")) {
      var path = webhook.at("/clientConfig/service/path").asText();
      ((ObjectNode) webhook)
          .putObject("clientConfig")
          .put("url", url() + path)
          .put("caBundle", certificate.caBundle());
    }
    var created = apply("create", manifest.toString());
    assertThat(created.exitCode()).as(created.errors()).isZero();
  }

  /** Runs a verb of kubectl on a manifest. */
  ApiServer.Output apply(String verb, String manifest, String... more) {
    try {
      var file = Files.writeString(Files.createTempFile(folder, "manifest", ".yaml"), manifest);
      var all = new ArrayList<>(List.of(verb, "-f", file.toString()));
      all.addAll(List.of(more));
      return kubectl(all.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs kubectl in the namespace of the pods. */
  ApiServer.Output kubectl(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addFirst("--namespace=" + SamplePods.NAMESPACE);
    return api.kubectl(all.toArray(String[]::new));
  }

  /** Ends the webhooks' server, as if no replica of the operator were running. */
  void endWebhooks() throws InterruptedException, ExecutionException {
    server.close().toCompletionStage().toCompletableFuture().get();
  }

  @Override
  public void close() {
    api.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
