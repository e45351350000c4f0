package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slow models: how long they may take, and what callers hear meanwhile. */
class TimeoutTest {

  private static final Money COST = Money.parse("0.000022");
  private static final String COMMENT = ": waiting for the model\n\n";
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

  private static String code(String body) {
    return ServerSentEvents.of(body).getLast().data().path("error").path("code").asText();
  }

  /** Reads a stream until this text has come. */
  private static String readUntil(String text, InputStream stream) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      var next = stream.read();
      assertThat(next).as("after %s", read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  private static String rest(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
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
    bedrock
        .paced(
            1, new Frames().begun().delta("Hel"), new Frames().delta("lo"), new Frames().metadata())
        .hold()
        .release(1);
    try (var control = control(60_000, 300, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.invoke(STREAM);
      assertThat(code(response.body())).isEqualTo("UpstreamTimeout");
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
    bedrock.paced(250, pieces);
    try (var control = control(60_000, 2_000, 60_000);
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
        50,
        IntStream.range(0, 1_200).mapToObj(i -> new Frames().delta("x")).toArray(Frames[]::new));
    try (var control = control(60_000, 60_000, 400);
        var sidecar = started(control)) {
      var response = sidecar.invoke(STREAM, Map.of("x-request-timeout-ms", "3600000"));
      assertThat(code(response.body())).isEqualTo("UpstreamTimeout");
      sidecar.drain();
      assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(COST);
    }
  }

  @Test
  void silenceIsFilledWithCommentsBeforeTheFirstEventAndBetweenThem() throws IOException {
    bedrock
        .paced(
            1,
            new Frames().begun().delta("Hel"),
            new Frames().delta("lo"),
            new Frames().blockStop().stop("end_turn").metadata())
        .hold();
    try (var control = control(60_000, 60_000, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.stream(STREAM);
      assertThat(response.statusCode()).isEqualTo(200);
      var body = new StringBuilder(readUntil(COMMENT, response.body()));
      bedrock.release(1);
      body.append(readUntil("\"Hel\"}\n\n", response.body()));
      body.append(readUntil(COMMENT, response.body()));
      bedrock.release();
      body.append(rest(response.body()));
      assertThat(body).startsWith(COMMENT).contains("\"Hel\"}\n\n" + COMMENT);
      var events = ServerSentEvents.of(body.toString());
      assertThat(ServerSentEvents.text(events)).isEqualTo("Hello");
      assertThat(events.getLast().name()).isEqualTo("done");
      // The head was sent before it was certain which endpoint answers.
      assertThat(response.headers().firstValue("x-model-endpoint")).isEmpty();
      assertThat(events.getLast().data().path("endpoint").asText())
          .isEqualTo("ai-workloads/claude-haiku");
    }
  }

  @Test
  void whatFailsAfterTheFirstCommentIsAnEvent() throws IOException {
    bedrock.error(424, "ModelErrorException").hold();
    try (var control = control(60_000, 60_000, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.stream(STREAM);
      assertThat(response.statusCode()).isEqualTo(200);
      readUntil(COMMENT, response.body());
      bedrock.release();
      assertThat(code(rest(response.body()))).isEqualTo("UpstreamError");
    }
  }

  @Test
  void whatFailsAfterTheFirstCommentIsTriedAgain() throws IOException {
    bedrock.error(503, "ServiceUnavailableException").stream(Frames.answering("Fine.")).hold();
    try (var control = control(60_000, 60_000, 60_000);
        var sidecar = started(control)) {
      var response = sidecar.stream(STREAM);
      readUntil(COMMENT, response.body());
      bedrock.release();
      var events = ServerSentEvents.of(rest(response.body()));
      assertThat(ServerSentEvents.text(events)).isEqualTo("Fine.");
    }
  }

  @Test
  void aCallerMaySayThatItWaitsLessButNotMoreThanTheEndpointAllows() {
    bedrock.okAfter(60_000);
    try (var control = control(60_000, 60_000, 700);
        var sidecar = started(control)) {
      var patient = sidecar.invoke(HI, Map.of("x-request-timeout-ms", "3600000"));
      assertThat(patient.statusCode()).as(patient.body()).isEqualTo(504);
      var hasty = sidecar.invoke(HI, Map.of("x-request-timeout-ms", "200"));
      assertThat(hasty.statusCode()).as(hasty.body()).isEqualTo(504);
    }
  }
}
