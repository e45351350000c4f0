package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus with the documented scrape jobs finds every pod, and counts every dollar once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsE2E {

  private static final String NAMESPACE = "measured";
  private static final String ENDPOINT = NAMESPACE + "/claude-haiku";
  private static final String LOCAL = "http://localhost:8090/invoke/" + ENDPOINT;

  private final HttpClient http = HttpClient.newHttpClient();
  private Process prometheus;
  private int port;

  @BeforeAll
  void callsFromPodsOfEveryKind(@TempDir Path folder) throws Exception {
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-measured", NAMESPACE);
    Cluster.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata:
          name: claude-haiku
          namespace: %s
        spec:
          modelId: anthropic.claude-haiku-4-5-20251001-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-measured
          maxTokens: 64
          costBudget:
            monthly: "5.00"
          rateLimit:
            requestsPerMinute: 5
        """
            .formatted(NAMESPACE));
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoint/claude-haiku",
            "-n",
            NAMESPACE,
            "--timeout=120s")
        .succeeded();
    var plain = Apps.deploy(NAMESPACE, "plain", "claude-haiku", 1).getFirst();
    Cluster.apply(
        Apps.deployment(
            NAMESPACE,
            "annotated",
            "claude-haiku",
            1,
            "prometheus.io/scrape: \"true\", prometheus.io/port: \"9999\""));
    Cluster.kubectl("rollout", "status", "deployment/annotated", "-n", NAMESPACE, "--timeout=180s")
        .succeeded();
    var annotated = Apps.pods(NAMESPACE, "annotated").getFirst();
    assertThat(Apps.calls(plain, LOCAL, 3, 1)).containsOnlyKeys("200");
    assertThat(Apps.calls(annotated, LOCAL, 4, 1)).containsEntry("200", 2).containsEntry("429", 2);

    run("bash", Cluster.PROJECT.resolve("e2e/prometheus.sh").toString(), folder.toString());
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yaml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (prometheus != null) {
      prometheus.destroy();
      prometheus.waitFor(20, TimeUnit.SECONDS);
      prometheus.destroyForcibly();
    }
  }

  @Test
  @Order(1)
  void theSumOverAllIsTheTrueCostOnce() {
    var cost = "sum(k8s_ai_operator_bedrock_invocation_cost_dollars_total" + only() + ")";
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(number(cost))
                    .isCloseTo(SimulatedAws.bill(ENDPOINT).toDoubleDollars(), within(1e-12)));
    assertThat(SimulatedAws.bill(ENDPOINT).isPositive()).isTrue();
    assertThat(number("sum(k8s_ai_operator_bedrock_invocations_total" + only() + ")")).isEqualTo(5);
  }

  @Test
  @Order(2)
  void theDocumentedNamesHaveData() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(number("k8s_ai_operator_bedrock_endpoint_available" + only()))
                  .isEqualTo(1);
              assertThat(number("sum(k8s_ai_operator_proxy_rate_limited_total" + only() + ")"))
                  .isEqualTo(2);
              assertThat(
                      number(
                          "sum(k8s_ai_operator_bedrock_invocation_duration_seconds_count"
                              + only()
                              + ")"))
                  .isEqualTo(5);
              assertThat(
                      number(
                          "count(k8s_ai_operator_bedrock_invocation_duration_seconds_bucket"
                              + only()
                              + ")"))
                  .isGreaterThan(10);
            });
  }

  @Test
  @Order(3)
  void promtoolAcceptsWhatIsExposed() throws Exception {
    for (var target : query("up").path("data").path("result")) {
      var address = target.path("metric").path("instance").asText();
      var exposition =
          http.send(
                  HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      var check =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
      try (var stdin = check.getOutputStream()) {
        stdin.write(exposition.getBytes(StandardCharsets.UTF_8));
      }
      var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(check.waitFor()).as(address + ": " + said).isZero();
    }
  }

  private static String only() {
    return "{namespace=\"" + NAMESPACE + "\",endpoint=\"claude-haiku\"}";
  }

  private double number(String expression) {
    var result = query(expression).path("data").path("result");
    assertThat(result).as(expression).hasSize(1);
    return result.path(0).path("value").path(1).asDouble();
  }

  private JsonNode query(String expression) {
    try {
      return SimulatedAws.read(
          http.send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:"
                                  + port
                                  + "/api/v1/query?query="
                                  + URLEncoder.encode(expression, StandardCharsets.UTF_8)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
  }
}
