package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.kernelpanic09.core.money.Money;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streamed answers: what callers see of them, and what is booked however they end. */
class StreamTest {

  /** 10 input and 2 output tokens of the model, at 1.10 and 5.50 dollars per million. */
  private static final Money COST = Money.parse("0.000022");

  private static final String HI = streamed("Hi");

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

  private static String streamed(String text) {
    return TestSidecar.message(text, 8).replace("}]", "}],\"stream\":true");
  }

  private TestControl control() {
    return new TestControl(certificate, new TestEndpoint(bedrock.url()).maxTokens(64).build());
  }

  private static String contentType(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  @Test
  void aStreamComesPieceByPieceAndEndsWithItsCost() {
    bedrock.stream(Frames.answering("Hel", "lo \\u00e9", "!"));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(contentType(response)).isEqualTo("text/event-stream");
      var events = ServerSentEvents.of(response.body());
      assertThat(events.stream().map(ServerSentEvents.Event::name))
          .containsExactly("delta", "delta", "delta", "done");
      assertThat(ServerSentEvents.text(events)).isEqualTo("Hello \u00e9!");
      assertThat(response.body())
          .endsWith(
              """
              event: done
              data: {"inputTokens":10,"outputTokens":2,"stopReason":"end_turn","costUSD":"0.000022"}

              """);
      assertThat(bedrock.uris().getFirst()).endsWith("/converse-stream");
      assertThat(sidecar.health("/metrics"))
          .containsPattern("proxy_time_to_first_token_seconds_count\\{.*} 1");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void theBillOfTheProviderIsBookedToTheNanoDollar() {
    try (var simulated = new SimulatedBedrock();
        var control =
            new TestControl(certificate, new TestEndpoint(simulated.simulator().url()).build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(streamed("Say hello")).body());
      assertThat(ServerSentEvents.text(events)).startsWith("You said: Say hello");
      sidecar.drain();
      assertThat(simulated.billedNanoDollars()).isPositive();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isEqualTo(simulated.billedNanoDollars());
    }
  }

  @Test
  void frameBoundariesDoNotMatter() {
    var text = "x".repeat(50_000);
    bedrock.stream(
        Frames.answering(IntStream.range(0, 40).mapToObj(i -> text).toArray(String[]::new)));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(ServerSentEvents.text(events)).hasSize(2_000_000);
      assertThat(events.getLast().name()).isEqualTo("done");
    }
  }

  @Test
  void contentThatIsNoTextIsHandedOnAsItIs() {
    bedrock.stream(
        new Frames()
            .event(
                "contentBlockStart",
                "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"name\":\"t\"}},\"p\":\"a\"}")
            .event(
                "contentBlockDelta",
                "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{}\"}},\"p\":\"a\"}")
            .event("messageStop", "{\"stopReason\":\"tool_use\"}")
            .metadata());
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(events.stream().map(each -> each.name() + each.data()))
          .startsWith(
              "block{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"name\":\"t\"}}}",
              "block{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}");
    }
  }

  @Test
  void whatFailsBeforeTheStreamHasAStatusOfItsOwn() {
    bedrock.error(400, "ValidationException");
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(contentType(response)).isEqualTo("application/json");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void throttlingBeforeTheStreamIsTriedAgainAndNothingOfItIsCharged() {
    bedrock.error(429, "ThrottlingException").stream(Frames.answering("Fine."));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(ServerSentEvents.text(ServerSentEvents.of(response.body()))).isEqualTo("Fine.");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "throttlingException, UpstreamThrottled",
    "internalServerException, UpstreamError",
    "serviceUnavailableException, UpstreamError",
    "modelStreamErrorException, UpstreamError",
    "modelTimeoutException, UpstreamTimeout",
    "validationException, InvalidRequest"
  })
  void anErrorWithinTheStreamIsToldAndItsWorstCaseStaysBooked(String type, String code) {
    bedrock.stream(new Frames().delta("Hel").exception(type, "scripted"));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Hel");
      assertThat(events.getLast().name()).isEqualTo("error");
      assertThat(events.getLast().data().path("error").path("code").asText()).isEqualTo(code);
      assertThat(events.getLast().data().toString()).contains(type + ": scripted");
      assertThat(bedrock.bodies()).hasSize(1);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isGreaterThan(COST);
      assertThat(control.estimated(TestEndpoint.HAIKU))
          .isEqualTo(control.spent(TestEndpoint.HAIKU));
    }
  }

  @Test
  void aFailureThatTheCallerHasSeenNothingOfIsTriedAgainUnderANewReservation() {
    bedrock.stream(new Frames().begun().exception("throttlingException", "scripted")).stream(
        Frames.answering("Fine."));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Fine.");
      sidecar.drain();
      var estimated = control.estimated(TestEndpoint.HAIKU);
      assertThat(estimated).isGreaterThan(COST);
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(estimated.plus(COST));
    }
  }

  /**
   * Bedrock answers 200 before the model accepts the call, so an exception as the first message
   * stands for the answer's status.
   */
  @ParameterizedTest
  @CsvSource({
    "throttlingException, 429, UpstreamThrottled, 5, false",
    "serviceUnavailableException, 502, UpstreamError, 5, false",
    "validationException, 400, InvalidRequest, 1, false",
    "internalServerException, 502, UpstreamError, 2, true",
    "modelStreamErrorException, 502, UpstreamError, 1, true",
    "modelTimeoutException, 504, UpstreamTimeout, 1, true"
  })
  void anExceptionAsTheFirstMessageIsAnsweredLikeThePlainStatus(
      String type, int status, String code, int attempts, boolean booked) {
    bedrock.stream(new Frames().exception(type, "scripted"));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      assertThat(contentType(response)).isEqualTo("application/json");
      assertThat(response.body()).contains(code, type + ": scripted");
      assertThat(bedrock.bodies()).hasSize(attempts);
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).isPositive()).isEqualTo(booked);
      assertThat(control.estimated(TestEndpoint.HAIKU))
          .isEqualTo(control.spent(TestEndpoint.HAIKU));
    }
  }

  @Test
  void throttlingAsTheFirstMessageIsTriedAgainAndNothingOfItIsCharged() {
    bedrock.stream(new Frames().exception("throttlingException", "scripted")).stream(
        Frames.answering("Fine."));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Fine.");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
    }
  }

  /**
   * Streams that end in order, but before their message is complete: nothing proves their usage.
   */
  static Stream<Arguments> incomplete() {
    return Stream.of(
        arguments("cut after contentBlockStop", new Frames().begun().delta("Hel").blockStop()),
        arguments(
            "cut after messageStop",
            new Frames().begun().delta("Hel").blockStop().stop("end_turn")),
        arguments(
            "metadata without messageStop",
            new Frames().begun().delta("Hel").blockStop().metadata()),
        arguments("half a tool's input", new Frames().begun().delta("Hel").tool("{\"city\":")),
        arguments(
            "half a tool's input, then metadata",
            new Frames().begun().delta("Hel").tool("{\"city\":").metadata()),
        arguments(
            "a message that stops for no reason",
            new Frames().begun().delta("Hel").blockStop().stop("").metadata()),
        arguments(
            "metadata without usage",
            new Frames()
                .begun()
                .delta("Hel")
                .blockStop()
                .stop("end_turn")
                .event("metadata", "{\"metrics\":{\"latencyMs\":1}}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("incomplete")
  void anAnswerThatIsNotCompleteIsAnErrorAndKeepsItsWorstCase(String name, Frames frames) {
    bedrock.stream(frames);
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Hel");
      assertThat(events).extracting(ServerSentEvents.Event::name).doesNotContain("done");
      assertThat(events.getLast().name()).isEqualTo("error");
      assertThat(events.getLast().data().path("error").path("code").asText())
          .isEqualTo("UpstreamError");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
      assertThat(control.spent(TestEndpoint.HAIKU))
          .isEqualTo(control.estimated(TestEndpoint.HAIKU));
    }
  }

  @Test
  void metadataAloneIsNoAnswer() {
    bedrock.stream(new Frames().metadata());
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void aTruncatedStreamIsAnErrorAndKeepsItsWorstCase() {
    var whole = Frames.answering("Hello").bytes();
    bedrock.tornStream(whole.getBuffer(0, whole.length() - 20));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Hello");
      assertThat(events.getLast().name()).isEqualTo("error");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void aStreamThatEndsInOrderButWithoutItsUsageKeepsItsWorstCase() {
    bedrock.stream(
        new Frames().delta("Hello").event("messageStop", "{\"stopReason\":\"end_turn\"}"));
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(events.getLast().data().toString()).contains("ended before it was complete");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void brokenBytesAreAnErrorAndKeepTheirWorstCase() {
    var bytes = Frames.answering("Hello").bytes();
    bytes.setByte(200, (byte) (bytes.getByte(200) ^ 1));
    bedrock.tornStream(bytes);
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).body()).contains("the stream can't be read", "checksum");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void aCallerThatHangsUpIsChargedWhatTheWholeAnswerUsed() throws IOException {
    // More than all buffers on the way hold: the sidecar must read it to its end though no caller
    // does.
    var pieces = IntStream.range(0, 200).mapToObj(i -> "x".repeat(40_000)).toArray(String[]::new);
    bedrock.stream(Frames.answering(pieces), 300);
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
        var request =
            "POST /invoke/ai-workloads/claude-haiku HTTP/1.1\r\nhost: x\r\ncontent-length: "
                + HI.length()
                + "\r\n\r\n"
                + HI;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      sidecar.drain();
      await().atMost(ONE_MINUTE).until(() -> control.spent(TestEndpoint.HAIKU).isPositive());
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void aBlockedStreamPaysForItsGuardrail() {
    bedrock.stream(
        new Frames()
            .delta("Blocked.")
            .event("messageStop", "{\"stopReason\":\"guardrail_intervened\"}")
            .event(
                "metadata",
                """
                {"usage":{"inputTokens":0,"outputTokens":0,"totalTokens":0},"trace":{"guardrail":
                {"inputAssessment":{"gr1":{"invocationMetrics":{"usage":{"topicPolicyUnits":0,
                "contentPolicyUnits":1,"wordPolicyUnits":1,"sensitiveInformationPolicyUnits":1,
                "sensitiveInformationPolicyFreeUnits":1,"contextualGroundingPolicyUnits":0}}}}}}}\
                """));
    var endpoint = new TestEndpoint(bedrock.url()).maxTokens(64).guardrail(TestEndpoint.GUARDRAIL);
    try (var control = new TestControl(certificate, endpoint.build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var events = ServerSentEvents.of(sidecar.invoke(HI).body());
      assertThat(events.getLast().data().path("stopReason").asText())
          .isEqualTo("guardrail_intervened");
      assertThat(bedrock.bodies().getFirst()).contains("\"guardrailVersion\":\"3\"");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.00025"));
    }
  }
}
