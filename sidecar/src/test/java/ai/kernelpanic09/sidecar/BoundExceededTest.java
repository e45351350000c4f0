package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that is billed more than its worst case is booked, and no call like it is made again. */
class BoundExceededTest {

  private static final EndpointName SECOND = new EndpointName("ai-workloads", "second");
  private static final String TOOLS =
      ",\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"t\",\"inputSchema\":{\"json\":{}}}}]}}";
  private static final String TEXT = TestSidecar.message("Hi", 64);
  private static final String WITH_TOOLS = TEXT.substring(0, TEXT.length() - 1) + TOOLS;

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

  private static String answer(long inputTokens, long outputTokens, String trace) {
    return """
        {"output":{"message":{"role":"assistant","content":[{"text":"Fine."}]}},\
        "stopReason":"end_turn","usage":{"inputTokens":%d,"outputTokens":%d,"totalTokens":%d},\
        "metrics":{"latencyMs":1}%s}\
        """
        .formatted(inputTokens, outputTokens, inputTokens + outputTokens, trace);
  }

  private static String units(int output) {
    return """
        ,"trace":{"guardrail":{"inputAssessment":{"gr1":%s},"outputAssessments":{"gr1":[%s]}}}\
        """
        .formatted(assessment(1), assessment(output));
  }

  private static String assessment(int units) {
    return """
        {"invocationMetrics":{"usage":{"contentPolicyUnits":%d,"topicPolicyUnits":0,\
        "wordPolicyUnits":0,"sensitiveInformationPolicyUnits":%d,\
        "sensitiveInformationPolicyFreeUnits":0,"contextualGroundingPolicyUnits":0}}}\
        """
        .formatted(units, units);
  }

  private TestEndpoint endpoint() {
    return new TestEndpoint(bedrock.url()).maxTokens(64);
  }

  private TestSidecar sidecar(TestControl control) {
    return TestSidecar.start(control, directory.resolve("pod")).ready();
  }

  @Test
  void aShapeThatOverranIsMadeNoMoreUntilItsBoundIsRaised() {
    bedrock.ok(answer(5_000, 2, "")).ok();
    try (var control = new TestControl(certificate, endpoint().build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(WITH_TOOLS).statusCode()).isEqualTo(200);
      var refused = sidecar.invoke(WITH_TOOLS);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body())
          .contains("BoundExceeded", "no calls with tools any more", "billed $0.005511");
      assertThat(sidecar.invoke(TEXT).statusCode()).as("of another shape").isEqualTo(200);
      assertThat(bedrock.bodies()).hasSize(2);
      assertThat(sidecar.health("/metrics"))
          .containsPattern("proxy_budget_overrun_dollars_total\\{endpoint=.*} 0\\.00")
          .containsPattern("proxy_requests_total\\{code=\"BoundExceeded\".*} 1");
      await()
          .atMost(ONE_MINUTE)
          .untilAsserted(
              () ->
                  assertThat(control.overrun(TestEndpoint.HAIKU))
                      .hasValueSatisfying(
                          each -> {
                            assertThat(each.shape()).isEqualTo("tools");
                            assertThat(each.billed()).isEqualTo(Money.parse("0.005511"));
                          }));

      control.update(endpoint().maxTokens(32).build());
      await()
          .atMost(ONE_MINUTE)
          .until(() -> sidecar.invoke(TEXT).statusCode() == 200 && isCapped(32));
      assertThat(sidecar.invoke(WITH_TOOLS).statusCode())
          .as("what bounds the shape is as before")
          .isEqualTo(503);
      control.update(endpoint().model("us.anthropic.claude-opus-4-8").build());
      await().atMost(ONE_MINUTE).until(() -> sidecar.invoke(WITH_TOOLS).statusCode() == 200);
      await()
          .atMost(ONE_MINUTE)
          .until(() -> control.overrun(TestEndpoint.HAIKU).equals(Optional.empty()));
    }
  }

  private boolean isCapped(int tokens) {
    return bedrock.bodies().getLast().contains("\"maxTokens\":" + tokens);
  }

  @Test
  void anAnswerOfMoreTokensThanAskedForClosesTheEndpoint() {
    bedrock.ok(answer(10, 900, ""));
    try (var control = new TestControl(certificate, endpoint().build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(WITH_TOOLS).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(TEXT).body()).contains("BoundExceeded", "plain text");
      assertThat(bedrock.bodies()).hasSize(1);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.004961"));
    }
  }

  @Test
  void guardrailUnitsAboveTheirReservationAreDrawnFromWhatIsFree() {
    bedrock.ok(answer(10, 2, units(30))).ok(answer(10, 2, units(1)));
    var endpoint = endpoint().guardrail(TestEndpoint.GUARDRAIL);
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(TEXT).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(TEXT).statusCode()).isEqualTo(200);
      assertThat(sidecar.health("/metrics"))
          .containsPattern("proxy_budget_overrun_dollars_total\\{endpoint=.*} 0\\.0\n")
          .containsPattern("proxy_guardrail_drawn_dollars_total\\{endpoint=.*} 0\\.00");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU))
          .isEqualTo(Money.parse("0.00025").times(31 + 2).plus(Money.parse("0.000022").times(2)));
    }
  }

  @Test
  void guardrailUnitsThatNothingPaysForCloseTheEndpoint() {
    bedrock.ok(answer(10, 2, units(3_000)));
    var endpoint = endpoint().guardrail(TestEndpoint.GUARDRAIL).daily("0.05");
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(TEXT).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(TEXT).body()).contains("BoundExceeded", "guardrail units");
      assertThat(bedrock.bodies()).hasSize(1);
    }
  }

  /** A worst case that has been raised since is no reason to make no such calls. */
  @Test
  void oneThatAGuardrailUnknownBeforeWasAddedToRaisesTheWorstCase() {
    bedrock.ok(answer(10, 2, units(20))).ok(answer(10, 2, units(20)));
    try (var control = new TestControl(certificate, endpoint().daily("0.001").build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(TEXT).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(TEXT).statusCode()).as("its budget is spent").isNotEqualTo(200);
      assertThat(sidecar.health("/metrics"))
          .containsPattern("proxy_budget_overrun_dollars_total\\{endpoint=.*} 0\\.00");
      control.update(endpoint().daily("1").build());
      await().atMost(ONE_MINUTE).until(() -> sidecar.invoke(TEXT).statusCode() == 200);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU))
          .isEqualTo(Money.parse("0.00025").times(21).plus(Money.parse("0.000022")).times(2));
    }
  }

  @Test
  void evenTheRaisedWorstCaseMayBeTooLow() {
    bedrock.ok(answer(10, 2, units(3_000)));
    try (var control = new TestControl(certificate, endpoint().daily("0.05").build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(TEXT).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(TEXT).body()).contains("BoundExceeded", "guardrail units");
      assertThat(bedrock.bodies()).hasSize(1);
    }
  }

  @Test
  void fallbacksWithBoundsOfTheirOwnAreTried() {
    bedrock.ok(answer(5_000, 2, ""));
    try (var other = new ScriptedBedrock().ok();
        var control =
            new TestControl(
                certificate,
                endpoint().fallbacks("second").build(),
                new TestEndpoint(other.url()).named(SECOND).build());
        var sidecar = sidecar(control)) {
      assertThat(sidecar.invoke(WITH_TOOLS).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(WITH_TOOLS).statusCode()).isEqualTo(200);
      assertThat(bedrock.bodies()).hasSize(1);
      assertThat(other.bodies()).hasSize(1);
    }
  }
}
