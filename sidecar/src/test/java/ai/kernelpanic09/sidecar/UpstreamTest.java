package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls, and the dollars reserved for them, when Bedrock does not simply answer. */
class UpstreamTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** 10 input and 2 output tokens of the model, at 1.10 and 5.50 dollars per million. */
  private static final Money COST = Money.parse("0.000022");

  private static final String HI = TestSidecar.message("Hi", 8);

  private static final GuardrailUse CHECKING =
      new GuardrailUse(
          "gr0123456789",
          "1",
          PriceBook.embedded().guardrail(EnumSet.of(ChargedPolicy.CONTENT)),
          true);

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

  private TestControl control() {
    return new TestControl(certificate, new TestEndpoint(bedrock.url()).maxTokens(64).build());
  }

  @Test
  void throttlingIsTriedAgainAndNothingOfItIsCharged() {
    bedrock
        .error(429, "ThrottlingException")
        .error(503, "ServiceUnavailableException")
        .error(429, "ModelNotReadyException")
        .ok();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(bedrock.bodies()).hasSize(4);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void enduringThrottlingIsToldAndNotCharged() {
    bedrock.error(429, "ThrottlingException");
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).isEqualTo(429);
      assertThat(response.body()).contains("UpstreamThrottled");
      assertThat(response.headers().firstValue("retry-after")).contains("1");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
      assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void aWrongRequestIsTheCallersAndNotCharged() {
    bedrock.error(400, "ValidationException");
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("InvalidRequest", "ValidationException: scripted");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputTokens\":9223372036854775807,\"outputTokens\":9223372036854775807}",
        "{\"inputTokens\":900000000000000,\"outputTokens\":2}"
      })
  void aUsageThatNoCallCanHaveIsBookedAsTheWorstCase(String usage) {
    bedrock
        .ok(
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Fine.\"}]}},"
                + "\"stopReason\":\"end_turn\",\"usage\":"
                + usage
                + "}")
        .ok();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      sidecar.drain();
      var estimated = control.estimated(TestEndpoint.HAIKU);
      assertThat(estimated).isBetween(COST, Money.parse("0.01"));
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(estimated.plus(COST));
      assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void anInternalErrorKeepsItsWorstCaseAndTheRetryReservesAnew() {
    bedrock.error(500, "InternalServerException").ok();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      sidecar.drain();
      var estimated = control.estimated(TestEndpoint.HAIKU);
      assertThat(estimated).isGreaterThan(COST);
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(estimated.plus(COST));
    }
  }

  @Test
  void aLostConnectionKeepsItsWorstCase() {
    bedrock.reset();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void anImpatientCallerIsToldAndTheCallIsSettledOnWhatItUsed() {
    bedrock.ok();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      bedrock.hold();
      // Time enough for the call to be sent, on a busy machine too.
      var response = sidecar.invoke(HI, Map.of("x-request-timeout-ms", "2000"));
      bedrock.release();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(504);
      assertThat(response.body()).contains("UpstreamTimeout");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST.times(2));
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "424, ModelErrorException, 502, UpstreamError, true",
    "408, ModelTimeoutException, 504, UpstreamTimeout, true",
    "400, ServiceQuotaExceededException, 502, UpstreamError, false",
    "404, ResourceNotFoundException, 502, UpstreamError, false"
  })
  void eachErrorOfBedrocksHasItsCode(
      int status, String type, int answered, String code, boolean booked) {
    bedrock.error(status, type);
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(answered);
      assertThat(response.body()).contains(code);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).isPositive()).isEqualTo(booked);
    }
  }

  @Test
  void aCallerThatHasGoneIsNotTriedAgain() throws IOException {
    bedrock.error(503, "ServiceUnavailableException").ok().hold();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      hangUp(sidecar);
      sidecar.drain();
      assertThat(bedrock.bodies()).hasSize(1);
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void aCallerThatHasGoneLeavesTheLineAndIsNotSent() throws IOException {
    bedrock.ok();
    var endpoint = new TestEndpoint(bedrock.url()).maxTokens(64).requestsPerMinute(1);
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      try (var socket = waiting(sidecar, "x-queue-timeout-ms: 90000\r\n", HI)) {
        await()
            .atMost(ONE_MINUTE)
            .until(
                () ->
                    sidecar
                        .health("/metrics")
                        .lines()
                        .anyMatch(each -> each.matches("[^#]*calls_in_flight.* 1(\\.0)?")));
        assertThat(socket.isConnected()).isTrue();
      }
      await().atMost(ONE_MINUTE).until(() -> sidecar.health("/metrics").contains("CallerGone"));
      sidecar.drain();
      assertThat(bedrock.bodies()).hasSize(1);
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
    }
  }

  @Test
  void nothingMoreIsCheckedForACallerThatHasGone() throws IOException {
    bedrock.ok("{\"action\":\"NONE\",\"usage\":{\"contentPolicyUnits\":25}}").hold();
    var text = "x".repeat(200_000);
    var body =
        """
        {"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t",
         "content":[{"text":"%s"}]}}]}],"maxTokens":8}"""
            .formatted(text);
    var endpoint = new TestEndpoint(bedrock.url()).maxTokens(64).guardrail(CHECKING);
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      hangUp(sidecar, body);
      sidecar.drain();
      assertThat(bedrock.uris()).as("of eight checks, four at a time, and a call").hasSize(4);
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.015"));
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  private void hangUp(TestSidecar sidecar) throws IOException {
    hangUp(sidecar, HI);
  }

  /** Makes a call, leaves while the model works on it, and lets the model answer then. */
  private void hangUp(TestSidecar sidecar, String body) throws IOException {
    try (var socket = waiting(sidecar, "", body)) {
      await().atMost(ONE_MINUTE).until(() -> !bedrock.bodies().isEmpty() && socket.isConnected());
    }
    // One thread serves all connections: with this answer it has noticed the hang-up too.
    assertThat(sidecar.post("/elsewhere", "{}").join().statusCode()).isEqualTo(404);
    bedrock.release();
  }

  /** The connection of a caller that has sent its request and waits. */
  private static Socket waiting(TestSidecar sidecar, String headers, String body)
      throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort());
    socket
        .getOutputStream()
        .write(
            ("POST /invoke/ai-workloads/claude-haiku HTTP/1.1\r\nhost: x\r\n"
                    + headers
                    + "content-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  @Test
  void aCallerThatHangsUpIsChargedWhatTheCallUsed() throws IOException {
    bedrock.ok().hold();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      hangUp(sidecar);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void guardrailsRideOnEveryCallAndTheirUnitsAreCharged() throws IOException {
    bedrock.ok(
        """
        {"output":{"message":{"role":"assistant","content":[{"text":"Blocked."}]}},
        "stopReason":"guardrail_intervened",
        "usage":{"inputTokens":0,"outputTokens":0,"totalTokens":0},
        "trace":{"guardrail":{"inputAssessment":{"gr1":{"contentPolicy":{"filters":[]},
        "invocationMetrics":{"usage":{"topicPolicyUnits":0,"contentPolicyUnits":1,
        "wordPolicyUnits":1,"sensitiveInformationPolicyUnits":1,
        "sensitiveInformationPolicyFreeUnits":1,"contextualGroundingPolicyUnits":0}}}}}}}""");
    var endpoint = new TestEndpoint(bedrock.url()).maxTokens(64).guardrail(TestEndpoint.GUARDRAIL);
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(JSON.readTree(response.body()).path("stopReason").asText())
          .isEqualTo("guardrail_intervened");
      assertThat(response.body()).contains("\"costUSD\":\"0.000250\"");
      var sent = JSON.readTree(bedrock.bodies().getFirst());
      assertThat(sent.path("guardrailConfig").toString())
          .isEqualTo(
              "{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"3\",\"trace\":\"enabled\"}");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.00025"));
    }
  }

  @Test
  void anAnswerThatDoesNotTellWhatItUsedCostsItsWorstCase() {
    bedrock.ok("{\"output\":{\"message\":{\"content\":[{\"text\":\"?\"}]}},\"stopReason\":\"x\"}");
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isGreaterThan(COST);
      assertThat(control.estimated(TestEndpoint.HAIKU))
          .isEqualTo(control.spent(TestEndpoint.HAIKU));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"output\":{\"message\":{\"content\":[{\"text\":\"?\"}]}},\"usage\":"
            + "{\"inputTokens\":10,\"outputTokens\":2,\"totalTokens\":12}}",
        "{\"output\":{\"message\":{\"content\":[{\"toolUse\":{\"input\":{\"city\":"
      })
  void anAnswerThatIsNotCompleteIsAnErrorAndCostsItsWorstCase(String body) {
    bedrock.ok(body);
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void aCallThatIsTooLargeForItsBudgetIsToldWhyAndASmallerOneGoes() {
    bedrock.ok();
    var endpoint = new TestEndpoint(bedrock.url()).daily("0.10").guardrail(TestEndpoint.GUARDRAIL);
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(TestSidecar.message("Hi", 4_096));
      assertThat(response.statusCode()).isEqualTo(402);
      assertThat(response.headers().firstValue("retry-after")).isEmpty();
      assertThat(response.body())
          .contains("CallExceedsBudget", "of $0.10 $0.10 is left", "4096 output tokens")
          .containsPattern("up to \\$0\\.02[0-9]* for the model")
          .containsPattern("up to \\$0\\.[0-9]+ for its guardrail")
          .contains("fewer output tokens or a shorter input make it less");
      assertThat(sidecar.invoke(TestSidecar.message("Hi", 64)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theModelsIdIsOnePathSegmentAndTheCallersLimitIsCapped() throws IOException {
    bedrock.ok();
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(TestSidecar.message("Hi", 100_000)).statusCode()).isEqualTo(200);
      assertThat(bedrock.uris())
          .containsExactly("/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse");
      var sent = JSON.readTree(bedrock.bodies().getFirst());
      assertThat(sent.path("inferenceConfig").path("maxTokens").asInt()).isEqualTo(64);
    }
  }

  @Test
  void aCachePointWithoutAPriceIsRefusedForItsWorstCaseIsNotKnown() {
    bedrock.ok();
    var endpoint = new TestEndpoint(bedrock.url()).maxTokens(64).withoutCachePrice();
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response =
          sidecar.invoke(
              HI.replace("\"Hi\"", "[{\"text\":\"Hi\"},{\"cachePoint\":{\"type\":\"default\"}}]"));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(response.body())
          .contains("messages[0].content[1].cachePoint: the price of cached tokens is not");
      var chat =
          sidecar
              .post(
                  "/v1/chat/completions",
                  "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":["
                      + "{\"type\":\"text\",\"text\":\"Hi\",\"cache_control\":"
                      + "{\"type\":\"ephemeral\"}}]}]}")
              .join();
      assertThat(chat.body()).contains("\"param\":\"messages[0].content[0].cache_control\"");
      var claude =
          sidecar
              .post(
                  "/model/claude-haiku/invoke",
                  "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":8,\"messages\":["
                      + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\","
                      + "\"cache_control\":{\"type\":\"ephemeral\"}}]}]}")
              .join();
      assertThat(claude.body()).contains("messages[0].content[0].cache_control: the price of");
      assertThat(bedrock.bodies()).isEmpty();
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
      assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void drainingLetsCallsFinishAndTakesNoMore() {
    bedrock.okAfter(800);
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var call = sidecar.invokeLater(HI);
      await().atMost(ONE_MINUTE).until(() -> !bedrock.bodies().isEmpty());
      sidecar.drain();
      assertThat(call)
          .succeedsWithin(Duration.ofMinutes(1))
          .satisfies(response -> assertThat(response.statusCode()).isEqualTo(200));
      assertThat(sidecar.health("/readyz")).isEqualTo("draining\n");
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
      assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
      assertThat(sidecar.invokeLater(HI)).failsWithin(Duration.ofMinutes(1));
    }
  }
}
