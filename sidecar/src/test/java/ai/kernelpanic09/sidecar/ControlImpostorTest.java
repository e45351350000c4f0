package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sidecar tells its token to nobody but the operator, whoever answers at the operator's address.
 */
class ControlImpostorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private final Vertx vertx = Vertx.vertx();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private Path foreign;

  @BeforeEach
  void start() throws IOException {
    bedrock.ok();
    foreign = Files.createDirectories(directory.resolve("foreign"));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    bedrock.close();
  }

  /** Answers at the operator's address, and notes what it is told. */
  private void impersonate(int port, TestCertificate by) throws Exception {
    vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PfxOptions().setPath(by.keyStore().toString()).setPassword(by.password())))
        .requestHandler(
            request -> {
              told.add(String.valueOf(request.headers()));
              request.response().end("{}");
            })
        .exceptionHandler(failed -> refused.incrementAndGet())
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private void isToldNothing(TestCertificate genuine, TestCertificate impostors) throws Exception {
    var control = new TestControl(genuine, new TestEndpoint(bedrock.url()).build());
    var home = directory.resolve("pod");
    // Started when the operator has answered, whom it knows by the certificates in its environment.
    try (var sidecar =
        TestSidecar.start(control, home, Map.of("K8S_AI_CONTROL_CA", genuine.pem()))) {
      assertThat(sidecar.modelPort()).isPositive();
      // What a tenant can write into a file of the pod must not matter.
      Files.writeString(home.resolve("identity/ca.crt"), impostors.pem());
      var port = control.url().getPort();
      control.close();
      impersonate(port, impostors);

      await().atMost(PATIENCE).until(() -> refused.get() >= 3);

      assertThat(told).isEmpty();
    }
    assertThat(told).as("told at the end").isEmpty();
  }

  @Test
  void anotherAuthorityIsToldNothing() throws Exception {
    isToldNothing(TestCertificate.create(directory), TestCertificate.create(foreign));
  }

  @Test
  void anotherAuthorityIsToldNothingAfterARotation() throws Exception {
    isToldNothing(TestCertificate.rotated(directory), TestCertificate.rotated(foreign));
  }

  @Test
  void whoIsTrustedIsTold() throws Exception {
    var genuine = TestCertificate.create(directory);
    var control = new TestControl(genuine, new TestEndpoint(bedrock.url()).build());
    try (var sidecar =
        TestSidecar.start(
            control, directory.resolve("pod"), Map.of("K8S_AI_CONTROL_CA", genuine.pem()))) {
      assertThat(sidecar.modelPort()).isPositive();
      var port = control.url().getPort();
      control.close();
      impersonate(port, genuine);

      await().atMost(PATIENCE).until(() -> !told.isEmpty());

      assertThat(told.getFirst()).contains("Bearer pod");
    }
  }
}
