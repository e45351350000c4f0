package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that keeps failing, and may bill for it, does not spend the budget. */
class OutageTest {

  private static final EndpointName SECOND = new EndpointName("ai-workloads", "second");
  private static final String HI = TestSidecar.message("Hi", 64);
  private static final String STREAMED = HI.replace("}]", "}],\"stream\":true");

  /** 64 output tokens. */
  private static final Money OUTPUT = Money.parse("0.000352");

  /** The calls that fail before no more are sent. */
  private static final int FAILURES = 5;

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestEndpoint endpoint() {
    return new TestEndpoint(bedrock.url()).maxTokens(64);
  }

  private TestControl control() {
    return new TestControl(certificate, endpoint().build());
  }

  private TestSidecar sidecar(TestControl control) {
    return TestSidecar.start(control, directory.resolve("pod"));
  }

  private static HttpResponse<String> refused(TestSidecar sidecar, String body) {
    HttpResponse<String> response;
    do {
      response = sidecar.invoke(body);
      assertThat(response.statusCode()).as(response.body()).isNotEqualTo(200);
    } while (!response.body().contains("CircuitOpen"));
    return response;
  }

  @ParameterizedTest
  @CsvSource({
    "500, InternalServerException",
    "424, ModelErrorException",
    "408, ModelTimeoutException"
  })
  void afterFiveFailuresNothingIsSentOrReserved(int status, String type) {
    bedrock.error(status, type);
    try (var control = control();
        var sidecar = sidecar(control)) {
      var response = refused(sidecar, HI);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 7L);
      assertThat(bedrock.bodies()).hasSize(FAILURES);
      assertThat(sidecar.health("/metrics"))
          .containsPattern("proxy_circuit_opened_total\\{endpoint=\"claude-haiku\".*} 1")
          .containsPattern("proxy_circuits_open 1")
          .containsPattern("proxy_requests_total\\{code=\"CircuitOpen\".*} 1");
      await().atMost(ONE_MINUTE).until(() -> control.keepsCallsBack(TestEndpoint.HAIKU));
      sidecar.drain();
      var spent = control.spent(TestEndpoint.HAIKU);
      assertThat(spent)
          .isGreaterThan(OUTPUT.times(FAILURES))
          .isLessThan(OUTPUT.times(2 * FAILURES));
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(spent);
      assertThat(metric(sidecar, "proxy_estimated_cost_dollars_total"))
          .isCloseTo(spent.toDoubleDollars(), within(1e-9));
    }
  }

  private static double metric(TestSidecar sidecar, String name) {
    var found =
        Pattern.compile(name + "\\{endpoint=\"claude-haiku\".*} (\\S+)")
            .matcher(sidecar.health("/metrics"));
    assertThat(found.find()).as(name).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void aModelThatAnswersAgainIsFoundByOneCall() {
    bedrock.error(424, "ModelErrorException");
    try (var control = control();
        var sidecar = sidecar(control)) {
      refused(sidecar, HI);
      bedrock.ok().skip();
      await().atMost(ONE_MINUTE).until(() -> sidecar.invoke(HI).statusCode() == 200);
      assertThat(bedrock.bodies()).hasSize(FAILURES + 1);
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      assertThat(sidecar.health("/metrics")).containsPattern("proxy_circuits_open 0");
    }
  }

  @Test
  void aFailureAfterAnotherIsNotTriedAgain() {
    bedrock.error(500, "InternalServerException");
    try (var control = control();
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(502);
      assertThat(bedrock.bodies()).as("a single failure is tried once more").hasSize(2);
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(502);
      assertThat(bedrock.bodies()).hasSize(3);
    }
  }

  @Test
  void fallbacksAreTriedWhileCallsAreKeptBack() {
    bedrock.error(424, "ModelErrorException");
    try (var fine = new ScriptedBedrock().ok();
        var control =
            new TestControl(
                certificate,
                endpoint().fallbacks("second").build(),
                new TestEndpoint(fine.url()).named(SECOND).maxTokens(64).build());
        var sidecar = sidecar(control)) {
      await().atMost(ONE_MINUTE).until(() -> sidecar.invoke(HI).statusCode() == 200);
      for (var i = 0; i < 2 * FAILURES; i++) {
        assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      }
      assertThat(bedrock.bodies()).hasSize(FAILURES);
    }
  }

  @Test
  void throttlingAndWrongRequestsKeepNothingBack() {
    bedrock.error(400, "ValidationException");
    try (var control = control();
        var sidecar = sidecar(control)) {
      for (var i = 0; i < 3 * FAILURES; i++) {
        assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(400);
      }
      assertThat(bedrock.bodies()).hasSize(3 * FAILURES);
    }
  }

  @Test
  void whatFailsForOneNamespaceIsNotKeptFromAnother() {
    bedrock.error(424, "ModelErrorException");
    try (var control = control();
        var gateway =
            TestSidecar.start(
                control,
                directory.resolve("gateway"),
                Map.of("K8S_AI_ENDPOINTS", ""),
                "--gateway")) {
      control.verdicts(
          check ->
              new CallerVerdict(
                  true, null, null, "Deployment/web", String.valueOf(check.token()), 60_000));
      var poisoned = Map.of("authorization", "Bearer poisoner");
      await()
          .atMost(ONE_MINUTE)
          .until(() -> gateway.invoke(HI, poisoned).body().contains("CircuitOpen"));
      var sent = bedrock.bodies().size();
      assertThat(gateway.invoke(HI, Map.of("authorization", "Bearer other")).body())
          .contains("ModelErrorException");
      assertThat(bedrock.bodies()).hasSize(sent + 1);
    }
  }

  @Test
  void anExceptionBeforeAnyContentBooksTheInputOnly() {
    bedrock.stream(new Frames().begun().exception("modelStreamErrorException", "scripted"));
    try (var control = control();
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(STREAMED).body()).contains("UpstreamError");
      sidecar.drain();
      var input = control.spent(TestEndpoint.HAIKU);
      assertThat(input).isGreaterThan(Money.ZERO).isLessThan(OUTPUT);
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(input);
    }
  }

  /** A guardrail that the account adds holds content back while it looks at it. */
  @Test
  void anExceptionBeforeAnyContentOfACheckedAnswerBooksTheWorstCase() {
    var before = spentOnChecked("before", new Frames().begun());
    assertThat(before).isGreaterThan(OUTPUT).isEqualTo(spentOnChecked("after", begunAnswer()));
  }

  private static Frames begunAnswer() {
    return new Frames().begun().delta("Fi");
  }

  private Money spentOnChecked(String pod, Frames sent) {
    bedrock.stream(sent.exception("modelStreamErrorException", "scripted"));
    var added =
        new EnforcedGuardrail(
            SimulatedBedrock.arn("gr1"),
            "1",
            EnforcedGuardrail.Origin.ACCOUNT,
            TestEndpoint.GUARDRAIL.price());
    try (var control =
            new TestControl(
                certificate,
                new TestEndpoint(bedrock.url()).maxTokens(64).enforced(added).build());
        var sidecar = TestSidecar.start(control, directory.resolve(pod))) {
      assertThat(sidecar.invoke(STREAMED).body()).contains("UpstreamError");
      sidecar.drain();
      return control.spent(TestEndpoint.HAIKU);
    }
  }

  @Test
  void anExceptionAfterContentBooksTheWorstCase() {
    bedrock.stream(
        new Frames().begun().delta("Fi").exception("modelStreamErrorException", "scripted"));
    try (var control = control();
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(STREAMED).body()).contains("UpstreamError");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isGreaterThan(OUTPUT);
    }
  }

  @Test
  void aBrokenConnectionBeforeAnyContentBooksTheWorstCase() {
    bedrock.tornStream(new Frames().begun().bytes());
    try (var control = control();
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(STREAMED).body()).contains("UpstreamError");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isGreaterThan(OUTPUT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'kind':'error','error':'ModelErrorException'",
        "'kind':'error','error':'ModelTimeoutException'",
        "'kind':'error','error':'InternalServerException'",
        "'kind':'stream-exception','afterEvents':0",
        "'kind':'stream-exception','afterEvents':1",
        "'kind':'stream-exception','afterEvents':3",
        "'kind':'stream-error','afterEvents':0",
        "'kind':'stream-usage-only'",
        "'kind':'stream-cut','afterEvents':1",
        "'kind':'stream-truncate','afterEvents':1",
        "'kind':'reset'"
      })
  void noFaultIsBookedWithLessThanBedrockBills(String fault) {
    try (var simulated = new SimulatedBedrock();
        var control =
            new TestControl(
                certificate, new TestEndpoint(simulated.simulator().url()).maxTokens(64).build());
        var sidecar = sidecar(control)) {
      simulated
          .simulator()
          .control("POST", "faults", ("{" + fault + ",'times':2}").replace('\'', '"'));
      assertThat(sidecar.invoke(STREAMED).body()).contains("\"code\":\"Upstream");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).isPositive()).isTrue();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isGreaterThanOrEqualTo(simulated.billedNanoDollars());
    }
  }
}
