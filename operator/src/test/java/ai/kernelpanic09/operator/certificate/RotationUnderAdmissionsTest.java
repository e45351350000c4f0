package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.testing.ApiServer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CA is rotated every few seconds while the API server asks the webhooks all the time. */
final class RotationUnderAdmissionsTest {

  private static final String SYSTEM = "ai-operator-system";
  private static final int AT_ONCE = 100;
  private static final int ROTATIONS = 4;

  /** Admissions after which every watcher has long seen a change that was made before them. */
  private static final int MANY = 2 * AT_ONCE;

  private static ApiServer api;
  private static KubernetesClient operator;
  private static Vertx vertx;

  private final AtomicLong admitted = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    api = ApiServer.start();
    api.createNamespace(SYSTEM);
    api.createNamespace("team-a");
    kubectl("apply", "-k", "../config/rbac");
    operator =
        api.clientAs(
            "system:serviceaccount:" + SYSTEM + ":k8s-ai-operator",
            "system:serviceaccounts",
            "system:authenticated");
  }

  @AfterAll
  static void stop() {
    operator.close();
    api.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void noAdmissionFails(@TempDir Path folder) throws IOException {
    // Certificates of the last days are valid now: each rotation moves an hour towards the present.
    var time = Instant.now().minus(Duration.ofDays(2));
    var certificates =
        new Certificates(
            operator,
            SYSTEM,
            true,
            ServingNames.of(SYSTEM, "cluster.local", "127.0.0.1"),
            replaced -> {},
            Instant::now);
    certificates.tick(time);
    var server = serve(certificates);
    register(folder, server.actualPort());
    certificates.tick(time);
    assertThat(certificates.isTrusted()).isTrue();
    awaitFirst();

    var signers = new HashSet<Instant>();
    var running = new AtomicBoolean(true);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < AT_ONCE; i++) {
        callers.execute(() -> admitWhile(running));
      }
      try {
        for (var i = 0; i < ROTATIONS; i++) {
          kubectl("delete", "secret", "k8s-ai-ca", "-n", SYSTEM);
          certificates.tick(time);
          awaitMany();
          time = time.plus(CaState.SETTLING);
          certificates.tick(time);
          signers.add(certificates.authorityNotAfter());
          awaitMany();
        }
      } finally {
        running.set(false);
      }
    }

    assertThat(failures).isEmpty();
    assertThat(signers).hasSize(ROTATIONS);
    assertThat(asked.get())
        .as("both webhooks, for each")
        .isGreaterThanOrEqualTo(2 * admitted.get());
  }

  private void admitWhile(AtomicBoolean running) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("team-a")
            .withGenerateName("asks-")
            .endMetadata()
            .build();
    while (running.get()) {
      try {
        api.client().resource(map).dryRun().create();
        admitted.incrementAndGet();
      } catch (KubernetesClientException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private void awaitMany() {
    var from = admitted.get();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> admitted.get() - from >= MANY || !failures.isEmpty());
  }

  /** The API server takes a moment to learn of new webhooks, and of whom they are signed by. */
  private static void awaitFirst() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                api.kubectl("create", "configmap", "first", "-n", "team-a", "--dry-run=server")
                        .exitCode()
                    == 0);
  }

  /** Admits everything; the API server must shake hands anew for every second request. */
  private HttpServer serve(Certificates certificates) {
    var server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(certificates.serverOptions().getKeyCertOptions()))
            .requestHandler(request -> request.bodyHandler(body -> admit(request, body)));
    certificates.onRenewal(server::updateSSLOptions);
    return server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private void admit(HttpServerRequest request, Buffer body) {
    var review = body.toJsonObject();
    var uid = review.getJsonObject("request").getString("uid");
    var response = request.response().putHeader("content-type", "application/json");
    if (asked.incrementAndGet() % 2 == 0) {
      response.putHeader("connection", "close");
    }
    response.end(
        review.put("response", new JsonObject().put("uid", uid).put("allowed", true)).toBuffer());
  }

  /** Both configurations under the operator's name, of which each asks this process. */
  private static void register(Path folder, int port) throws IOException {
    var manifest = new StringBuilder();
    for (var kind : new String[] {"Mutating", "Validating"}) {
      manifest.append(
          """
          ---
          apiVersion: admissionregistration.k8s.io/v1
          kind: %1$sWebhookConfiguration
          metadata:
            name: k8s-ai-operator
          webhooks:
            - name: %2$s.ai.kernelpanic09.io
              admissionReviewVersions: [v1]
              sideEffects: None
              failurePolicy: Fail
              timeoutSeconds: 30
              clientConfig:
                url: https://127.0.0.1:%3$d/
              namespaceSelector:
                matchLabels: {kubernetes.io/metadata.name: team-a}
              rules:
                - apiGroups: [""]
                  apiVersions: [v1]
                  operations: [CREATE]
                  resources: [configmaps]
          """
              .formatted(kind, kind.toLowerCase(Locale.ROOT), port));
    }
    var file = Files.writeString(folder.resolve("webhooks.yaml"), manifest);
    kubectl("apply", "-f", file.toString());
  }

  private static void kubectl(String... arguments) {
    var output = api.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
  }
}
