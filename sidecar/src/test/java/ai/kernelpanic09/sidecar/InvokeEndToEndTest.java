package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls from HTTP to the provider's bill, with a real control server and its ledger between. */
class InvokeEndToEndTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private SimulatedBedrock bedrock;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    bedrock = opened(new SimulatedBedrock());
  }

  @AfterEach
  void stop() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.add(part);
    return part;
  }

  private TestEndpoint endpoint() {
    return new TestEndpoint(bedrock.simulator().url());
  }

  private TestControl control(TestEndpoint endpoint) {
    return opened(new TestControl(certificate, endpoint.build()));
  }

  private TestSidecar sidecar(TestControl control, String name) {
    return opened(TestSidecar.start(control, directory.resolve(name)));
  }

  @Test
  void aCallIsAnsweredAndBookedToTheNanoDollar() throws IOException {
    var control = control(endpoint());
    var sidecar = sidecar(control, "pod-a");

    var response = sidecar.invoke(TestSidecar.message("Say hello", 16));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var answer = JSON.readTree(response.body());
    assertThat(answer.path("content").asText()).startsWith("You said: Say hello");
    assertThat(answer.path("outputTokens").asLong()).isEqualTo(16);
    assertThat(answer.path("stopReason").asText()).isEqualTo("max_tokens");
    var billed = Money.ofNanoDollars(bedrock.billedNanoDollars());
    assertThat(answer.path("costUSD").isTextual()).isTrue();
    assertThat(answer.path("costUSD").textValue()).isEqualTo(billed.roundedUp(6));
    var call = bedrock.simulator().bill().calls().getLast();
    assertThat(call.requestMetadata())
        .containsEntry("endpoint", "ai-workloads/claude-haiku")
        .containsEntry("workload", "Deployment/web")
        .containsEntry("window", java.time.LocalDate.now(java.time.ZoneOffset.UTC).toString());

    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(billed);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.invocations(TestEndpoint.HAIKU)).isEqualTo(1);
  }

  @Test
  void aCallWithinATraceIsSignedAsAnyOther() {
    var sidecar = sidecar(control(endpoint()), "pod-a");
    var trace =
        Map.of(
            "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "tracestate", "vendor=1");

    var response = sidecar.invoke(TestSidecar.message("Hi", 8), trace);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @Test
  void threePodsTogetherNeverSpendMoreThanTheBudget() {
    var control = control(endpoint().daily("0.05").maxTokens(16));
    var pods =
        List.of(sidecar(control, "pod-a"), sidecar(control, "pod-b"), sidecar(control, "pod-c"));
    var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();

    for (var i = 0; i < 1_200; i++) {
      calls.add(pods.get(i % 3).invokeLater(TestSidecar.message("Count to " + i, 16)));
      if (calls.size() >= 200) {
        calls.get(calls.size() - 200).join();
      }
    }
    var answers = calls.stream().map(CompletableFuture::join).toList();

    assertThat(answers)
        .allSatisfy(each -> assertThat(each.statusCode()).as(each.body()).isIn(200, 402));
    assertThat(answers.stream().filter(each -> each.statusCode() == 402)).isNotEmpty();
    assertThat(answers.getLast().body()).contains("BudgetExhausted", "retryAfterSeconds");
    var budget = Money.parse("0.05").nanoDollars();
    assertThat(bedrock.billedNanoDollars()).isLessThanOrEqualTo(budget);
    pods.forEach(TestSidecar::drain);
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isEqualTo(bedrock.billedNanoDollars());
    // The worst case of one such call: three holders may each have less than that left.
    assertThat(budget - bedrock.billedNanoDollars()).isLessThan(2 * 400_000L);
  }

  @Test
  void aBurstOfTheWholeMinutePassesAndTheNextCallIsTooMany() {
    var control = control(endpoint().requestsPerMinute(60));
    var sidecar = sidecar(control, "pod-a");

    var burst = sidecar.invokeAtOnce(60, TestSidecar.message("Hi", 8));
    var next = sidecar.invoke(TestSidecar.message("Hi", 8));

    assertThat(burst).allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(200));
    assertThat(next.statusCode()).as(next.body()).isEqualTo(429);
    assertThat(next.body()).contains("RateLimited");
    assertThat(next.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(30L, 64L);
    assertThat(sidecar.health("/metrics"))
        .contains("k8s_ai_operator_proxy_rate_limited_total{")
        .contains("code=\"RateLimited\"");
  }

  @Test
  void aCallerThatCannotHaveItsTurnInTimeIsToldSoAtOnce() {
    var control = control(endpoint().requestsPerMinute(60));
    var sidecar = sidecar(control, "pod-a");
    sidecar.invokeAtOnce(60, TestSidecar.message("Hi", 8));

    var vain = sidecar.invoke(TestSidecar.message("Hi", 8), Map.of("x-queue-timeout-ms", "2000"));
    assertThat(vain.statusCode()).as(vain.body()).isEqualTo(429);
    assertThat(
            sidecar
                .invoke(TestSidecar.message("Hi", 8), Map.of("x-queue-timeout-ms", "soon"))
                .body())
        .contains("x-queue-timeout-ms: must be a whole number");
  }

  @Test
  void aCrashedSidecarGoesOnWithWhatItsJournalHolds() {
    var control = control(endpoint());
    var first = sidecar(control, "pod-a");
    for (var i = 0; i < 5; i++) {
      assertThat(first.invoke(TestSidecar.message("Hi " + i, 8)).statusCode()).isEqualTo(200);
    }
    first.crash();

    var second = sidecar(control, "pod-a");
    assertThat(second.invoke(TestSidecar.message("Hi again", 8)).statusCode()).isEqualTo(200);
    second.drain();

    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.invocations(TestEndpoint.HAIKU)).isEqualTo(6);
  }

  @Test
  void aLedgerThatForgotItsLeasesIsAskedUnderANewName() {
    var control = control(endpoint());
    var sidecar = sidecar(control, "pod-a");
    assertThat(sidecar.invoke(TestSidecar.message("Hi", 8)).statusCode()).isEqualTo(200);

    control.forget(endpoint().build());

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              var response = sidecar.invoke(TestSidecar.message("Hi", 8));
              assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
              assertThat(control.leased(TestEndpoint.HAIKU)).isNotEqualTo(Money.ZERO);
            });
  }

  @Test
  void withoutTheOperatorWhatIsHeldGoesOnServingThenCallsAreRefused() {
    var control = control(endpoint().daily("0.01").maxTokens(16));
    var sidecar = sidecar(control, "pod-a");
    assertThat(sidecar.invoke(TestSidecar.message("Hi", 16)).statusCode()).isEqualTo(200);

    control.refuseWith(503);

    assertThat(sidecar.invoke(TestSidecar.message("Hi", 16)).statusCode()).isEqualTo(200);
    var statuses = new ArrayList<Integer>();
    var last = "";
    for (var i = 0; i < 300 && !statuses.contains(503); i++) {
      var response = sidecar.invoke(TestSidecar.message("Hi", 16));
      statuses.add(response.statusCode());
      last = response.body();
    }
    assertThat(statuses).contains(200, 503);
    assertThat(last).contains("NoLease", "the operator answered 503");
    assertThat(sidecar.health("/readyz")).isEqualTo("ok\n");
    assertThat(bedrock.billedNanoDollars()).isLessThanOrEqualTo(10_000_000L);

    control.refuseWith(0);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> sidecar.invoke(TestSidecar.message("Hi", 16)).statusCode() != 503);
  }
}
