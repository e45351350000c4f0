package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong request is refused with the name of its fault, and costs nothing. */
class BadRequestTest {

  private static final String PATH = "/invoke/ai-workloads/claude-haiku";
  private static final String GOOD = TestSidecar.message("Hi", 8);

  @TempDir static Path directory;
  private static final ScriptedBedrock BEDROCK = new ScriptedBedrock().ok();
  private static TestControl control;
  private static TestSidecar sidecar;

  @BeforeAll
  static void start() {
    control =
        new TestControl(TestCertificate.create(directory), new TestEndpoint(BEDROCK.url()).build());
    sidecar =
        TestSidecar.start(
            control, directory.resolve("pod"), Map.of("K8S_AI_MAX_BODY_BYTES", "100000"));
  }

  @AfterAll
  static void stop() {
    sidecar.close();
    control.close();
    BEDROCK.close();
  }

  @AfterEach
  void nothingWasCharged() {
    assertThat(BEDROCK.bodies()).isEmpty();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "not json | the body is not JSON",
        "[] | the body must be a JSON object",
        "{} | messages: is missing",
        "{\"messages\":[]} | messages: must hold at least one message",
        "{\"messages\":\"Hi\"} | messages: must be an array",
        "{\"messages\":[\"Hi\"]} | messages[0]: must be an object",
        "{\"messages\":[{\"content\":\"Hi\"}]} | messages[0].role: is missing",
        "{\"messages\":[{\"role\":\"user\"}]} | messages[0].content: is missing",
        "{\"messages\":[{\"role\":\"robot\",\"content\":\"Hi\"}]} | messages[0].role: must be",
        "{\"messages\":[{\"role\":\"system\",\"content\":\"Hi\"}]} | the member system",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"  \"}]} | messages[0].content: must not be"
            + " blank",
        "{\"messages\":[{\"role\":\"user\",\"content\":7}]} | messages[0].content: must be a text",
        "{\"messages\":[{\"role\":\"user\",\"content\":[]}]} | messages[0].content: must not be"
            + " empty",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | messages[0].content[0]: is an"
            + " empty",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\",\"image\":{}}]}]} | exactly"
            + " one member",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolAddition\":{}}]}]} |"
            + " messages[0].content[0].toolAddition",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\",\"name\":\"x\"}]} | messages[0].name:"
            + " is not known",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"serviceTier\":{}} | serviceTier:"
            + " is not known",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"additionalModelRequestFields\":{}}"
            + " | additionalModelRequestFields: is not known",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":0} | maxTokens: must"
            + " be a whole number",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":\"8\"} | maxTokens:"
            + " must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":1.5} | maxTokens:"
            + " must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":2} | temperature:"
            + " must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"topP\":\"x\"} | topP: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stopSequences\":[7]} |"
            + " stopSequences[0]",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":\"yes\"} | stream: must"
            + " be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"system\":7} | system: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":1,\"maxTokens\":2} |"
            + " maxTokens: is there twice",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"toolConfig\":{\"tools\":[],"
            + "\"toolChoice\":{\"auto\":{}},\"toolChoice\":{\"any\":{}}}} | toolConfig.toolChoice:"
            + " is there twice",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]} {} | goes on after",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\u00a0\\u2007\\u202f\\u0085\\u2003\"}]} |"
            + " messages[0].content: must not be blank",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\u00a0\u3000\"}]} | messages[0].content:"
            + " must not be blank",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"\"},{\"text\":\"hi\"}]}]} |"
            + " messages[0].content[0].text: must not be blank",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"cut \\ud83d\"}]} | messages[0].content:"
            + " holds half of a surrogate pair",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\udf0d\\ud83c\"}]} | messages[0].content:"
            + " holds half of a surrogate pair",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"system\":\"\\ud83d\"} | system:"
            + " holds half of a surrogate pair",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stopSequences\":[\"a\",\"\\ud83d\"]}"
            + " | stopSequences[1]: holds half",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":{\"q\":\"\\udf0d\"}}}]}]}"
            + " | messages[0].content[0].toolUse.input.q: holds half",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":{\"\\ud83d\":1}}}]}]}"
            + " | messages[0].content[0].toolUse.input: a name in it holds half",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"t\",\"content\":[{\"text\":\"\\ud83d"
            + " x\"}]}}]}]} | messages[0].content[0].toolResult.content[0].text: holds half",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"url\":\"https://example.com/a.png\"}}}]}]}"
            + " | messages[0].content[0].image.source.url: is not fetched",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"data:image/png;base64,AAAA\"}}}]}]}"
            + " | messages[0].content[0].image.source.bytes: must be base64 alone",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"s3Location\":{\"uri\":\"s3://b/a.png\"}}}}]}]}"
            + " | messages[0].content[0].image.source.s3Location: can't be read",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"video\":{\"format\":\"mp4\",\"source\":{\"s3Location\":{\"uri\":\"s3://b/a.mp4\"}}}}]}]}"
            + " | messages[0].content[0].video.source.s3Location: can't be read",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"t\",\"content\":[{\"document\":{\"format\":\"pdf\",\"name\":\"d\",\"source\":{\"\\u0073\\u0033Location\":{\"uri\":\"s3://b/a\"}}}}]}}]}]}"
            + " | toolResult.content[0].document.source.s3Location: can't be read",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"guardContent\":{\"image\":{\"format\":\"png\",\"source\":{\"url\":\"https://example.com/a.png\"}}}}]}]}"
            + " | guardContent.image.source.url: is not fetched",
      })
  void wrongBodiesAreRefusedByTheMembersName(String body, String message) {
    var response = sidecar.invoke(body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"code\":\"InvalidRequest\"").contains(message);
  }

  @Test
  void bytesThatAreNoCharactersAreRefusedAndTheConnectionServesOn() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
      socket.setSoTimeout(60_000);
      var text = new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD};
      for (var i = 0; i < 3; i++) {
        socket.getOutputStream().write(withText(text));
        assertThat(answer(socket.getInputStream()))
            .startsWith("HTTP/1.1 400")
            .contains("messages[0].content: holds half of a surrogate pair");
      }
    }
  }

  /** A request whose message is these bytes. */
  private static byte[] withText(byte[] text) throws IOException {
    var body = new ByteArrayOutputStream();
    body.write("{\"messages\":[{\"role\":\"user\",\"content\":\"".getBytes(StandardCharsets.UTF_8));
    body.write(text);
    body.write("\"}]}".getBytes(StandardCharsets.UTF_8));
    var request = new ByteArrayOutputStream();
    request.write(
        ("POST " + PATH + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.size() + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeTo(request);
    return request.toByteArray();
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithoutItsBeingKept() {
    var response = sidecar.invoke("x".repeat(50_000_000));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("TooLarge", "100000 bytes", "spec.sidecar.maxBodyBytes");
  }

  @Test
  void anotherContentTypeIsRefused() {
    var response = sidecar.invoke(GOOD, Map.of("content-type", "text/plain"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("content-type: must be application/json");
  }

  @Test
  void aPackedBodyIsRefused() {
    var response = sidecar.invoke(GOOD, Map.of("content-encoding", "gzip"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("content-encoding: must be left out");
  }

  @Test
  void aWrongDeadlineIsRefused() {
    var response = sidecar.invoke(GOOD, Map.of("x-request-timeout-ms", "soon"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("x-request-timeout-ms");
  }

  @Test
  void otherMethodsPathsAndEndpointsAreRefused() throws IOException {
    assertThat(raw("GET " + PATH + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405")
        .contains("allow: POST");
    assertThat(
            raw(
                "POST /invoke/ai-workloads/other HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                    + "content-length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 404")
        .contains("UnknownEndpoint")
        .contains("not given to this pod, which may use ai-workloads/claude-haiku");
    assertThat(raw("GET /elsewhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(sidecar.health("/metrics")).doesNotContain("other\"");
  }

  @Test
  void aSlowBodyIsNotWaitedForLong() throws IOException {
    try (var hasty =
        TestSidecar.start(
            control, directory.resolve("hasty"), Map.of("K8S_AI_BODY_TIMEOUT_MILLIS", "400"))) {
      var begun = "POST " + PATH + " HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
      assertThat(raw(hasty, begun))
          .startsWith("HTTP/1.1 400")
          .contains("did not arrive within 400 ms");
    }
  }

  @Test
  void manyHeaderBytesAreRefused() throws IOException {
    assertThat(
            raw(
                "POST "
                    + PATH
                    + " HTTP/1.1\r\nhost: x\r\nx-long: "
                    + "y".repeat(20_000)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("the headers are too large");
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    assertThat(raw("Hello there\r\n\r\n")).startsWith("HTTP/1.");
  }

  private static String raw(String request) throws IOException {
    return raw(sidecar, request);
  }

  private static String raw(TestSidecar sidecar, String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return answer(socket.getInputStream());
    }
  }

  /** The bytes that come until the connection closes or the answer's body is complete. */
  private static String answer(InputStream in) throws IOException {
    var text = new StringBuilder();
    var buffer = new byte[8_192];
    for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      if (text.indexOf("}}") > 0) {
        break;
      }
    }
    return text.toString();
  }
}
