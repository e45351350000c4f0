package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slow models: how long they may take, and what callers hear meanwhile. */
class TimeoutTest {

  private static final Money COST = Money.parse("0.000022");
  private static final String HI = TestSidecar.message("Hi", 8);
  private static final String STREAM = HI.replace("}]", "}],\"stream\":true");

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

  private TestControl control(long firstByte, long betweenEvents, long total) {
    return new TestControl(
        certificate,
        new TestEndpoint(bedrock.url())
            .maxTokens(64)
            .timeouts(firstByte, betweenEvents, total)
            .build());
  }

  private TestSidecar started(TestControl control) {
    return TestSidecar.start(
        control, directory.resolve("pod"), Map.of("K8S_AI_HEARTBEAT_MILLIS", "100"));
  }

  private static String code(HttpResponse<String> response) {
    return ServerSentEvents.of(response.body())
        .getLast()
        .data()
        .path("error")
        .path("code")
        .asText();
  }

  @Test
  void anAnswerThatDoesNotBeginInTimeIsGivenUpAndMayBeBilled() {
    bedrock.okAfter(60_000);
    try (var control = control(300, 60_000, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(504);
      assertThat(response.body()).contains("UpstreamTimeout", "no answer within 300 ms");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void aStreamThatFallsSilentIsGivenUpWithAnErrorEvent() {
    bedrock.paced(
        500, new Frames().begun().delta("Hel"), new Frames().delta("lo"), new Frames().metadata());
    try (var control = control(60_000, 300, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.invoke(STREAM);
      assertThat(code(response)).isEqualTo("UpstreamTimeout");
      assertThat(response.body()).contains("nothing more of the answer for 300 ms");
      assertThat(bedrock.bodies()).hasSize(1);
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
      assertThat(control.invocations(TestEndpoint.HAIKU)).as("booked once").isEqualTo(1);
    }
  }

  @Test
  void aStreamMayTakeLongerThanTheTimeBetweenItsEvents() {
    var pieces = new Frames[10];
    for (var i = 0; i < 9; i++) {
      pieces[i] = new Frames().delta("x");
    }
    pieces[9] = new Frames().blockStop().stop("end_turn").metadata();
    bedrock.paced(100, pieces);
    try (var control = control(60_000, 700, 60_000);
        var sidecar = started(control)) {
      var events = ServerSentEvents.of(sidecar.invoke(STREAM).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("x".repeat(9));
      assertThat(events.getLast().name()).isEqualTo("done");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
    }
  }

  @Test
  void aStreamThatGoesOnForEverIsCutOff() {
    bedrock.paced(
        150,
        new Frames().delta("a"),
        new Frames().delta("b"),
        new Frames().delta("c"),
        new Frames().delta("d"),
        new Frames().delta("e"),
        new Frames().delta("f"),
        new Frames().stop("end_turn").metadata());
    try (var control = control(60_000, 60_000, 400);
        var sidecar = started(control)) {
      var response = sidecar.invoke(STREAM, Map.of("x-request-timeout-ms", "3600000"));
      assertThat(code(response)).isEqualTo("UpstreamTimeout");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void silenceIsFilledWithCommentsBeforeTheFirstEventAndBetweenThem() {
    bedrock.paced(
        350,
        new Frames().begun().delta("Hel"),
        new Frames().delta("lo"),
        new Frames().blockStop().stop("end_turn").metadata());
    try (var control = control(60_000, 60_000, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.invoke(STREAM);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .startsWith(": waiting for the model\n\n")
          .containsPattern("\"Hel\"}\n\n: waiting for the model\n\n");
      var events = ServerSentEvents.of(response.body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Hello");
      assertThat(events.getLast().name()).isEqualTo("done");
      // The head was sent before it was certain which endpoint answers.
      assertThat(response.headers().firstValue("x-model-endpoint")).isEmpty();
      assertThat(events.getLast().data().path("endpoint").asText())
          .isEqualTo("ai-workloads/claude-haiku");
    }
  }

  @Test
  void whatFailsAfterTheFirstCommentIsAnEvent() {
    bedrock.errorAfter(350, 424, "ModelErrorException");
    try (var control = control(60_000, 60_000, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.invoke(STREAM);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(code(response)).isEqualTo("UpstreamError");
    }
  }

  @Test
  void whatFailsAfterTheFirstCommentIsTriedAgain() {
    bedrock.errorAfter(350, 503, "ServiceUnavailableException").stream(Frames.answering("Fine."));
    try (var control = control(60_000, 60_000, 60_000);
        var sidecar = started(control)) {
      var events = ServerSentEvents.of(sidecar.invoke(STREAM).body());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Fine.");
    }
  }

  @Test
  void aCallerMaySayThatItWaitsLessButNotMoreThanTheEndpointAllows() {
    bedrock.okAfter(1_500).okAfter(1_500);
    try (var control = control(60_000, 60_000, 700);
        var sidecar = started(control)) {
      var patient = sidecar.invoke(HI, Map.of("x-request-timeout-ms", "3600000"));
      assertThat(patient.statusCode()).as(patient.body()).isEqualTo(504);
      var hasty = sidecar.invoke(HI, Map.of("x-request-timeout-ms", "200"));
      assertThat(hasty.statusCode()).as(hasty.body()).isEqualTo(504);
    }
  }
}
