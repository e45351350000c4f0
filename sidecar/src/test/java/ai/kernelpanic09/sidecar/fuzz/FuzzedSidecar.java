package ai.kernelpanic09.sidecar.fuzz;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.SimulatedBedrock;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A sidecar that callers treat badly, and what must hold of it afterwards. */
final class FuzzedSidecar implements AutoCloseable {

  /** So little that a leak of a few bodies shows. */
  private static final int BYTES_IN_FLIGHT = 6 << 20;

  private static final String GOOD = TestSidecar.message("Hi", 8);

  private final String guardrail;
  private final List<DeskEndpoint> served;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ErrorLog log = new ErrorLog();
  private final TestControl control;
  private final TestSidecar sidecar;

  FuzzedSidecar(SimulatedBedrock bedrock, Path directory) {
    this(
        directory,
        bedrock.guardrail("No.", "No."),
        id -> ServedEndpoints.of(bedrock.simulator().url(), id));
  }

  /** A sidecar of a single endpoint, of the model of most tests. */
  FuzzedSidecar(String bedrockUrl, Path directory) {
    this(directory, "", none -> List.of(ServedEndpoints.haiku(bedrockUrl)));
  }

  private FuzzedSidecar(
      Path directory, String guardrail, Function<String, List<DeskEndpoint>> endpoints) {
    this.guardrail = guardrail;
    served = endpoints.apply(guardrail);
    control =
        new TestControl(TestCertificate.create(directory), served.toArray(DeskEndpoint[]::new));
    control
        .prompts()
        .put(
            TemplateName.parse("ai-workloads/greeting"),
            "systemPrompt: 'Be kind.', template: 'Greet {{.a}}'");
    sidecar =
        TestSidecar.start(
                // Each of its calls is judged by itself.
                CircuitBreaker::closed,
                control,
                directory.resolve("pod"),
                Map.of(
                    "K8S_AI_ENDPOINTS",
                    served.stream().map(each -> each.name().toString()).collect(joining(",")),
                    "K8S_AI_MAX_BYTES_IN_FLIGHT",
                    Integer.toString(BYTES_IN_FLIGHT),
                    "K8S_AI_BODY_TIMEOUT_MILLIS",
                    "2000"))
            .ready();
    served.forEach(each -> awaitLease(each.name()));
  }

  /** On a busy machine the first lease may come later than a call waits for it. */
  private void awaitLease(EndpointName endpoint) {
    await()
        .atMost(ONE_MINUTE)
        .until(
            () ->
                post("/invoke/" + endpoint, Map.of(), GOOD.getBytes(StandardCharsets.UTF_8))
                        .join()
                        .statusCode()
                    != 503);
  }

  int port() {
    return sidecar.modelPort();
  }

  /** Sends a case where it belongs. */
  CompletableFuture<HttpResponse<byte[]>> post(FuzzCase each) {
    var form = each.form();
    return post(
        form.path(each.seed()).replace("GUARDRAIL", guardrail), form.headers(), each.body());
  }

  CompletableFuture<HttpResponse<byte[]>> post(
      String path, Map<String, String> headers, byte[] body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** A new caller is served as if nothing had happened. */
  void requireServing() {
    var answer = sidecar.invoke(GOOD);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Nothing is under way any more, no memory is held, and nothing was logged as a fault. */
  void requireAtRest() {
    requireSettled();
    assertThat(log.errors()).isEmpty();
  }

  /** The same, where only errors that hold a text may have been logged. */
  void requireAtRestBut(String error) {
    requireSettled();
    assertThat(log.errors()).allSatisfy(each -> assertThat(each).contains(error));
  }

  private void requireSettled() {
    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () ->
                assertThat(sidecar.health("/metrics"))
                    .containsPattern("proxy_calls_in_flight(\\{[^}]*})? 0\\.0")
                    .containsPattern("proxy_budget_overrun_dollars_total\\{[^}]*} 0\\.0")
                    .doesNotContainPattern(
                        "proxy_budget_overrun_dollars_total\\{[^}]*} (?!0\\.0\\n)"));
    var whole =
        "{\"messages\":" + " ".repeat(Math.toIntExact(largestBody()) - 40) + "\"not a list\"}";
    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () -> {
              var answer =
                  post(
                          "/invoke/" + TestEndpoint.HAIKU,
                          Map.of(),
                          whole.getBytes(StandardCharsets.UTF_8))
                      .join();
              assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                  .contains("messages: must be an array");
            });
  }

  /** Nothing was logged of what callers have done. */
  void requireQuiet() {
    assertThat(log.notes()).isEmpty();
  }

  /** The largest body that is read at all: it takes nearly all memory that there is. */
  private static long largestBody() {
    return BYTES_IN_FLIGHT - BYTES_IN_FLIGHT / 8 - (128 << 10);
  }

  /** What the operator's ledger has for all calls, once the sidecar has ended. */
  Money spent() {
    sidecar.drain();
    return sum(control::spent);
  }

  /** What is still set aside. */
  Money leased() {
    return sum(control::leased);
  }

  private Money sum(Function<EndpointName, Money> of) {
    return served.stream().map(DeskEndpoint::name).map(of).reduce(Money.ZERO, Money::plus);
  }

  @Override
  public void close() {
    sidecar.close();
    control.close();
    client.shutdownNow();
    log.close();
  }
}
