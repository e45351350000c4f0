package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.TestCertificate;
import ai.kernelpanic09.sidecar.TestControl;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.TestSidecar;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A sidecar that callers treat badly, and what must hold of it afterwards. */
final class FuzzedSidecar implements AutoCloseable {

  /** So little that a leak of a few bodies shows. */
  private static final int BYTES_IN_FLIGHT = 6 << 20;

  private static final String GOOD = TestSidecar.message("Hi", 8);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ErrorLog log = new ErrorLog();
  private final TestControl control;
  private final TestSidecar sidecar;

  FuzzedSidecar(String bedrockUrl, Path directory) {
    control =
        new TestControl(
            TestCertificate.create(directory),
            new TestEndpoint(bedrockUrl).maxTokens(64).daily("1000000.00").build());
    control
        .prompts()
        .put(
            TemplateName.parse("ai-workloads/greeting"),
            "systemPrompt: 'Be kind.', template: 'Greet {{.a}}'");
    sidecar =
        TestSidecar.start(
            control,
            directory.resolve("pod"),
            Map.of(
                "K8S_AI_MAX_BYTES_IN_FLIGHT",
                Integer.toString(BYTES_IN_FLIGHT),
                "K8S_AI_BODY_TIMEOUT_MILLIS",
                "2000"));
  }

  int port() {
    return sidecar.modelPort();
  }

  CompletableFuture<HttpResponse<String>> post(String path, byte[] body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /** A new caller is served as if nothing had happened. */
  void requireServing() {
    var answer = sidecar.invoke(GOOD);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Nothing is under way any more, no memory is held, and nothing was logged as a fault. */
  void requireAtRest() {
    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () ->
                assertThat(sidecar.health("/metrics"))
                    .containsPattern("proxy_calls_in_flight(\\{[^}]*})? 0\\.0"));
    var whole =
        "{\"messages\":" + " ".repeat(Math.toIntExact(largestBody()) - 40) + "\"not a list\"}";
    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () -> {
              var answer =
                  post("/invoke/" + TestEndpoint.HAIKU, whole.getBytes(StandardCharsets.UTF_8))
                      .join();
              assertThat(answer.body()).contains("messages: must be an array");
            });
    assertThat(log.errors()).isEmpty();
  }

  /** The largest body that is read at all: it takes nearly all memory that there is. */
  private static long largestBody() {
    return BYTES_IN_FLIGHT - BYTES_IN_FLIGHT / 8 - (128 << 10);
  }

  /** What the operator's ledger has for all calls, once the sidecar has ended. */
  Money spent() {
    sidecar.drain();
    return control.spent(TestEndpoint.HAIKU);
  }

  /** What is still set aside. */
  Money leased() {
    return control.leased(TestEndpoint.HAIKU);
  }

  @Override
  public void close() {
    sidecar.close();
    control.close();
    client.shutdownNow();
    log.close();
  }
}
