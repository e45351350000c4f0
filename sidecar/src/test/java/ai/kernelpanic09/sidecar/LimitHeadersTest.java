package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.money.Money;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers tell what they cost, and what is left of the endpoint's budget and rate. */
class LimitHeadersTest {

  /** 10 input and 2 output tokens of the model, at 1.10 and 5.50 dollars per million. */
  private static final Money COST = Money.parse("0.000022");

  private static final String HI = TestSidecar.message("Hi", 8);
  private static final String CHAT =
      "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private @Nullable TestControl control;
  private @Nullable TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    if (sidecar != null) {
      sidecar.close();
    }
    if (control != null) {
      control.close();
    }
    bedrock.close();
  }

  private TestSidecar start(TestEndpoint endpoint) {
    control = new TestControl(certificate, endpoint.build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
    return sidecar;
  }

  private static @Nullable String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  @Test
  void theBudgetShrinksByWhatIsBooked() {
    bedrock.ok();
    var pod = start(new TestEndpoint(bedrock.url()).daily("1.00"));

    for (var calls = 1; calls <= 5; calls++) {
      var response = pod.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(header(response, "x-cost-usd")).isEqualTo("0.000022");
      assertThat(header(response, "x-model-endpoint")).isEqualTo("ai-workloads/claude-haiku");
      assertThat(header(response, "x-budget-remaining-usd"))
          .isEqualTo(Money.parse("1.00").minus(COST.times(calls)).toPlainString());
    }
  }

  @Test
  void aRefusalTellsTheBudgetToo() {
    bedrock.ok();
    var pod = start(new TestEndpoint(bedrock.url()).daily("0.0001"));

    var refused = pod.invoke(TestSidecar.message("Hi", 4_000));

    assertThat(refused.statusCode()).isEqualTo(402);
    assertThat(header(refused, "x-budget-remaining-usd")).isEqualTo("0.0001");
    assertThat(header(refused, "x-cost-usd")).isNull();
  }

  @Test
  void aStreamTellsTheBudgetAsOfItsBeginning() {
    bedrock.stream(Frames.answering("Hello"));
    var pod = start(new TestEndpoint(bedrock.url()).daily("1.00"));

    var response = pod.invoke(HI.replace("}]", "}],\"stream\":true"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(header(response, "x-budget-remaining-usd")).isEqualTo("1.00");
    assertThat(header(response, "x-cost-usd")).isNull();
    assertThat(response.body()).contains("\"costUSD\":\"0.000022\"");
  }

  @Test
  void whereThePodHasAShareOfTheRateItIsToldInOpenAisWords() {
    bedrock.ok();
    var pod = start(new TestEndpoint(bedrock.url()).requestsPerMinute(60_000));

    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () -> {
              var response = pod.post("/v1/chat/completions", CHAT).join();
              assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
              assertThat(header(response, "x-ratelimit-limit-requests")).isEqualTo("60000");
              assertThat(header(response, "x-ratelimit-remaining-requests")).matches("[0-9]+");
              assertThat(header(response, "x-ratelimit-reset-requests")).matches("[0-9.]+m?s");
              assertThat(header(response, "x-ratelimit-limit-tokens")).isNull();
            });
  }

  @Test
  void withoutAShareNothingIsSaidToRemainBeforeTheRateIsSpent() {
    bedrock.ok();
    var pod = start(new TestEndpoint(bedrock.url()).requestsPerMinute(1));

    var served = pod.post("/v1/chat/completions", CHAT).join();
    assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
    assertThat(header(served, "x-ratelimit-limit-requests")).isEqualTo("1");
    assertThat(header(served, "x-ratelimit-remaining-requests")).isNull();

    var refused = pod.post("/v1/chat/completions", CHAT).join();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(header(refused, "x-ratelimit-reset-requests")).matches("[0-9.m]+s");
    assertThat(pod.invoke(HI, Map.of()).headers().map())
        .as("our own form has no such headers")
        .doesNotContainKey("x-ratelimit-limit-requests");
  }
}
