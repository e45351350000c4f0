package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTrace;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** What goes wrong with AWS, and only when a test asks for it. */
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class FaultTest {
  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String PATH = "/model/amazon.nova-micro-v1%3A0/converse-stream";
  private static final String HELLO =
      """
      {"messages":[{"role":"user","content":[{"text":"Hello stream"}]}],
      "inferenceConfig":{"maxTokens":64}}""";

  private DemoAccount world;
  private Wire wire;
  private BedrockRuntimeClient runtime;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
    var session = world.assume("session");
    wire = Wire.bedrock(world, session);
    runtime = world.runtime(session);
  }

  @AfterEach
  void stop() {
    runtime.close();
    world.close();
  }

  @Test
  void aStreamIsCutWithinAFrame() throws IOException {
    fault("{\"kind\":\"stream-cut\",\"afterEvents\":2}");
    var body = body(raw(PATH));
    var decoder = new MessageDecoder();
    decoder.feed(body);
    assertThat(types(decoder.getDecodedMessages()))
        .containsExactly("messageStart", "contentBlockDelta");
    var bytes = ByteBuffer.wrap(body);
    int second = bytes.getInt(0);
    int third = second + bytes.getInt(second);
    assertThat(body.length - third).isPositive().isLessThan(bytes.getInt(third));
    assertThat(world.simulator().bill().calls().getLast().charge().tokens().output()).isPositive();
  }

  @Test
  void anExceptionIsTheFirstFrame() {
    fault(
        "{\"kind\":\"stream-exception\",\"error\":\"ServiceUnavailableException\",\"afterEvents\":0}");
    var messages = decode(wire.post(PATH, HELLO));
    assertThat(messages).hasSize(1);
    assertThat(header(messages.getFirst(), ":exception-type"))
        .isEqualTo("serviceUnavailableException");
    var tokens = world.simulator().bill().calls().getLast().charge().tokens();
    assertThat(tokens.output()).isZero();
    assertThat(tokens.input()).isPositive();
  }

  @Test
  void aStreamHasItsUsageAlone() {
    fault("{\"kind\":\"stream-usage-only\"}");
    var messages = decode(wire.post(PATH, HELLO));
    assertThat(types(messages)).containsExactly("metadata");
    assertThat(
            new JsonObject(text(messages.getFirst()))
                .getJsonObject("usage")
                .getLong("outputTokens"))
        .isEqualTo(world.simulator().bill().total().tokens().output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream-prelude-crc", "stream-message-crc"})
  void aFramesChecksumIsWrong(String kind) {
    fault("{\"kind\":\"%s\",\"afterEvents\":1}".formatted(kind));
    var body = wire.post(PATH, HELLO).body();
    assertThatThrownBy(() -> new MessageDecoder().feed(body))
        .hasMessageContaining(kind.contains("prelude") ? "Prelude checksum" : "checksum");
    assertThat(world.simulator().bill().total().tokens().output()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"converse-stream", "converse"})
  void bytesComeOneByOne(String operation) throws IOException {
    fault("{\"kind\":\"pieces\"}");
    var raw = raw("/model/amazon.nova-micro-v1%3A0/" + operation);
    assertThat(chunkSizes(raw)).hasSizeGreaterThan(100).containsOnly(1);
    if (operation.equals("converse-stream")) {
      var decoder = new MessageDecoder();
      decoder.feed(body(raw));
      assertThat(types(decoder.getDecodedMessages()))
          .startsWith("messageStart")
          .endsWith("metadata");
    } else {
      var answer = new JsonObject(new String(body(raw), StandardCharsets.UTF_8));
      assertThat(answer.getString("stopReason")).isEqualTo("end_turn");
    }
  }

  @Test
  void piecesGoWithAnotherFault() throws IOException {
    fault("{\"kind\":\"pieces\",\"pieceBytes\":3}");
    fault("{\"kind\":\"stream-cut\",\"afterEvents\":1}");
    var raw = raw(PATH);
    assertThat(chunkSizes(raw)).contains(3).allMatch(size -> size <= 3);
    var decoder = new MessageDecoder();
    decoder.feed(body(raw));
    assertThat(types(decoder.getDecodedMessages())).containsExactly("messageStart");
  }

  @Test
  void aGuardrailsTraceKeepsTheAnswersPartToItself() {
    String id;
    try (var bedrock = world.bedrock(world.assume("admin"))) {
      id =
          bedrock
              .createGuardrail(
                  r ->
                      r.name("words")
                          .blockedInputMessaging("in")
                          .blockedOutputsMessaging("out")
                          .contentPolicyConfig(
                              c ->
                                  c.filtersConfig(
                                      f ->
                                          f.type("HATE")
                                              .inputStrength("HIGH")
                                              .outputStrength("HIGH"))))
              .guardrailId();
    }
    fault("{\"kind\":\"no-output-assessments\"}");
    for (boolean told : new boolean[] {false, true}) {
      var trace =
          runtime
              .converse(
                  r ->
                      r.modelId(NOVA)
                          .messages(DemoAccount.user("Hello"))
                          .guardrailConfig(
                              g ->
                                  g.guardrailIdentifier(id)
                                      .guardrailVersion("DRAFT")
                                      .trace(GuardrailTrace.ENABLED)))
              .trace()
              .guardrail();
      assertThat(trace.inputAssessment()).containsKey(id);
      assertThat(trace.hasOutputAssessments()).isEqualTo(told);
      assertThat(world.simulator().bill().calls().getLast().charge().guardrail().content())
          .isEqualTo(2);
    }
  }

  @Test
  void theDateFollowsTheClockAndAnSdkCorrectsItsOwn() {
    assertThat(date(wire.post(PATH, HELLO)))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    world.simulator().control("POST", "clock", "{\"offsetSeconds\":1200}");
    var refused = wire.post(PATH, HELLO);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(Wire.text(refused)).contains("Signature expired");
    assertThat(date(refused)).isAfter(Instant.now().plusSeconds(1100));
    // Its first request is as late as that one.
    assertThat(
            runtime.converse(r -> r.modelId(NOVA).messages(DemoAccount.user("Hello"))).stopReason())
        .isNotNull();
  }

  @Test
  void anAnswerIsWholeAndThenItsConnectionCloses() throws IOException {
    fault("{\"kind\":\"close\"}");
    var raw = raw("/model/amazon.nova-micro-v1%3A0/converse", "keep-alive");
    assertThat(new JsonObject(new String(body(raw), StandardCharsets.UTF_8)).containsKey("output"))
        .isTrue();
    assertThat(new String(raw, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
        .doesNotContain("connection: close");
  }

  @Test
  void aConnectionThatWaitsTooLongIsClosed() throws IOException {
    world.simulator().control("POST", "connections", "{\"idleMillis\":50}");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), world.simulator().port())) {
      socket.setSoTimeout(20_000);
      send(socket, PATH, "keep-alive");
      var answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 200");
      assertThat(types(messages(answer))).endsWith("metadata");
    }
    // A client of AWS survives it.
    for (int i = 0; i < 3; i++) {
      runtime.converse(r -> r.modelId(NOVA).messages(DemoAccount.user("Hello")));
    }
  }

  @Test
  void aRequestUnderWayIsNotIdle() {
    world.simulator().control("POST", "connections", "{\"idleMillis\":50}");
    fault("{\"kind\":\"delay\",\"delayMillis\":400,\"times\":1}");
    assertThat(
            runtime.converse(r -> r.modelId(NOVA).messages(DemoAccount.user("Hello"))).stopReason())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/model/amazon.nova-micro-v1%3A0/converse", "/no/such/operation"})
  void everyAnswerHasItsIdAndItsDate(String path) {
    var response = wire.post(path, HELLO);
    assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
    assertThat(date(response)).isAfter(Instant.now().minusSeconds(60));
    assertThat(response.headers().firstValue("x-amzn-errortype").isPresent())
        .isEqualTo(response.statusCode() != 200);
  }

  private void fault(String json) {
    world.simulator().control("POST", "faults", json);
  }

  /** All that the simulator writes over one connection of HTTP/1.1. */
  private byte[] raw(String path) throws IOException {
    return raw(path, "close");
  }

  private byte[] raw(String path, String connection) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), world.simulator().port())) {
      socket.setSoTimeout(20_000);
      send(socket, path, connection);
      return socket.getInputStream().readAllBytes();
    }
  }

  private void send(Socket socket, String path, String connection) throws IOException {
    var signed = wire.sign("POST", path, HELLO, Map.of("content-type", "application/json"));
    var head = new StringBuilder("POST %s HTTP/1.1\r\n".formatted(path));
    signed
        .headers()
        .forEach((name, values) -> values.forEach(v -> head.append(name + ": " + v + "\r\n")));
    head.append(
        "Connection: %s\r\nContent-Length: %d\r\n\r\n".formatted(connection, HELLO.length()));
    socket.getOutputStream().write((head + HELLO).getBytes(StandardCharsets.UTF_8));
  }

  private static int start(byte[] raw) {
    return new String(raw, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
  }

  private static List<Integer> chunkSizes(byte[] raw) {
    var sizes = new ArrayList<Integer>();
    eachChunk(raw, (from, size) -> sizes.add(size));
    return sizes;
  }

  /** The body of a chunked answer, whole or not. */
  private static byte[] body(byte[] raw) {
    var body = new ByteArrayOutputStream();
    eachChunk(raw, (from, size) -> body.write(raw, from, size));
    return body.toByteArray();
  }

  private static void eachChunk(byte[] raw, BiConsumer<Integer, Integer> chunk) {
    var text = new String(raw, StandardCharsets.ISO_8859_1);
    int at = start(raw);
    while (at < raw.length) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      if (size == 0) {
        return;
      }
      chunk.accept(line + 2, size);
      at = line + 2 + size + 2;
    }
  }

  private static List<Message> messages(byte[] raw) {
    var decoder = new MessageDecoder();
    decoder.feed(body(raw));
    return decoder.getDecodedMessages();
  }

  private static List<Message> decode(HttpResponse<byte[]> response) {
    var decoder = new MessageDecoder();
    decoder.feed(response.body());
    return decoder.getDecodedMessages();
  }

  private static List<String> types(List<Message> messages) {
    return messages.stream().map(m -> header(m, ":event-type")).toList();
  }

  private static String header(Message message, String name) {
    var value = message.getHeaders().get(name);
    return value == null ? "" : value.getString();
  }

  private static String text(Message message) {
    return new String(message.getPayload(), StandardCharsets.UTF_8);
  }

  private static Instant date(HttpResponse<byte[]> response) {
    return ZonedDateTime.parse(
            response.headers().firstValue("date").orElseThrow(),
            DateTimeFormatter.RFC_1123_DATE_TIME)
        .toInstant();
  }
}
