package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
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

/** Whatever is wrong is named, and costs nothing. */
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
            control,
            directory.resolve("pod"),
            Map.of("K8S_AI_MAX_BODY_BYTES", "100000", "K8S_AI_BODY_TIMEOUT_MILLIS", "400"));
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
        "{\"messages\":[{\"role\":\"user\",\"content\":\"  \"}]} | messages[0].content: must not be blank",
        "{\"messages\":[{\"role\":\"user\",\"content\":7}]} | messages[0].content: must be a text",
        "{\"messages\":[{\"role\":\"user\",\"content\":[]}]} | messages[0].content: must not be empty",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | messages[0].content[0]: is an empty",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\",\"image\":{}}]}]} | exactly one member",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolAddition\":{}}]}]} | messages[0].content[0].toolAddition",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\",\"name\":\"x\"}]} | messages[0].name: is not known",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"serviceTier\":{}} | serviceTier: is not known",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"additionalModelRequestFields\":{}} | additionalModelRequestFields: is not known",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":0} | maxTokens: must be a whole number",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":\"8\"} | maxTokens: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":1.5} | maxTokens: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":2} | temperature: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"topP\":\"x\"} | topP: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stopSequences\":[7]} | stopSequences[0]",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":\"yes\"} | stream: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"system\":7} | system: must be",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":1,\"maxTokens\":2} | maxTokens: is there twice",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]} {} | goes on after",
      })
  void wrongBodiesAreRefusedByTheMembersName(String body, String message) {
    var response = sidecar.invoke(body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"code\":\"InvalidRequest\"").contains(message);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithoutItsBeingKept() {
    var response = sidecar.invoke("x".repeat(50_000_000));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("TooLarge", "100000 bytes");
  }

  @Test
  void anotherContentTypeIsRefused() {
    var response = sidecar.invoke(GOOD, Map.of("content-type", "text/plain"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("content-type: must be application/json");
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
        .contains("UnknownEndpoint");
    assertThat(raw("GET /elsewhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(sidecar.health("/metrics")).doesNotContain("other\"");
  }

  @Test
  void aSlowBodyIsNotWaitedForLong() throws IOException {
    assertThat(raw("POST " + PATH + " HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"))
        .startsWith("HTTP/1.1 400")
        .contains("did not arrive within 400 ms");
  }

  @Test
  void manyHeaderBytesAreRefused() throws IOException {
    assertThat(
            raw(
                "POST "
                    + PATH
                    + " HTTP/1.1\r\nhost: x\r\nx-long: "
                    + "y".repeat(10_000)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("the headers are too large");
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    assertThat(raw("Hello there\r\n\r\n")).startsWith("HTTP/1.");
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return answer(socket.getInputStream());
    }
  }

  /** All that comes until the connection closes, or its body is complete. */
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
