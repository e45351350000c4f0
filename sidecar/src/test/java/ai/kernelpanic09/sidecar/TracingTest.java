package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request can be found again by its id, and a trace goes on beyond this process. */
class TracingTest {

  private static final String HI = TestSidecar.message("Hi", 8);
  private static final String CHAT =
      "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir static Path directory;
  private static final ScriptedBedrock BEDROCK = new ScriptedBedrock();
  private static TestControl control;
  private static TestSidecar sidecar;

  @BeforeAll
  static void start() {
    control =
        new TestControl(TestCertificate.create(directory), new TestEndpoint(BEDROCK.url()).build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
    BEDROCK.ok();
  }

  @AfterAll
  static void stop() {
    sidecar.close();
    control.close();
    BEDROCK.close();
  }

  private static HttpResponse<String> post(String path, String body, Map<String, String> headers) {
    return sidecar.post(path, body, headers).join();
  }

  private static String id(HttpResponse<String> response) {
    assertThat(response.headers().allValues("x-request-id")).hasSize(1);
    return response.headers().firstValue("x-request-id").orElseThrow();
  }

  private static JsonNode labels() throws IOException {
    return new ObjectMapper().readTree(BEDROCK.bodies().getLast()).path("requestMetadata");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/invoke/ai-workloads/claude-haiku | {}              | 400",
        "/invoke/nobodys/endpoint          | {}              | 404",
        "/render/nobodys/prompt            | {}              | 404",
        "/v1/chat/completions              | {\"model\":\"x\"} | 404",
        "/v1/nothing                       | {}              | 404",
        "/nothing                          | {}              | 404"
      })
  void everyRefusalHasTheIdOfItsRequest(String path, String body, int status) {
    var response = post(path, body, Map.of("x-request-id", "a.B_c:9-1"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(id(response)).isEqualTo("a.B_c:9-1");
  }

  @ParameterizedTest
  @CsvSource({"false, /v1/chat/completions", "false, ''", "true, /v1/chat/completions", "true, ''"})
  void everyAnswerHasTheIdOfItsRequestAndBedrockIsToldIt(boolean stream, String path)
      throws IOException {
    if (stream) {
      BEDROCK.stream(Frames.answering("Hello")).ok();
      assertThat(sidecar.invoke(HI).statusCode()).as("the answer before").isEqualTo(200);
    }
    var body = path.isEmpty() ? HI : CHAT;
    var response =
        post(
            path.isEmpty() ? "/invoke/" + TestEndpoint.HAIKU : path,
            stream ? body.substring(0, body.length() - 1) + ",\"stream\":true}" : body,
            Map.of("x-request-id", "call-" + stream));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(id(response)).isEqualTo("call-" + stream);
    assertThat(labels().path("request").asText()).isEqualTo("call-" + stream);
    assertThat(labels()).hasSizeLessThanOrEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with blank", "sl/ash", "quote\"", "é"})
  void anIdInAnotherFormIsReplaced(String asked) throws IOException {
    var response = sidecar.invoke(HI, Map.of("x-request-id", asked));

    assertThat(id(response)).matches("[0-9a-f]{32}");
    assertThat(labels().path("request").asText()).isEqualTo(id(response));
  }

  @Test
  void idsHaveABoundAndAreMadeAnew() {
    var longest = "x".repeat(128);

    assertThat(id(sidecar.invoke(HI, Map.of("x-request-id", longest)))).isEqualTo(longest);
    assertThat(id(sidecar.invoke(HI, Map.of("x-request-id", longest + "x")))).hasSize(32);
    assertThat(id(sidecar.invoke(HI))).isNotEqualTo(id(sidecar.invoke(HI)));
  }

  @Test
  void aTraceGoesOnToBedrockAndIsNotSigned() {
    var response =
        sidecar.invoke(HI, Map.of("traceparent", PARENT, "tracestate", "a=1, t@b=x:y ,c=2"));

    assertThat(response.headers().map()).doesNotContainKeys("traceparent", "tracestate");
    var sent = BEDROCK.headers().getLast();
    assertThat(sent.get("traceparent")).isEqualTo(PARENT);
    assertThat(sent.get("tracestate")).isEqualTo("a=1, t@b=x:y ,c=2");
    assertThat(sent.get("authorization")).contains("SignedHeaders=").doesNotContain("trace");
  }

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "anything"
  })
  void aParentThatIsNoneIsNotPassedOnNorIsItsState(String parent) {
    assertThat(sidecar.invoke(HI, Map.of("traceparent", parent, "tracestate", "a=1")).statusCode())
        .isEqualTo(200);

    assertThat(BEDROCK.headers().getLast().names()).doesNotContain("traceparent", "tracestate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A=1", "a=1=2", "a=b,=c", "a="})
  void aStateThatIsNoneIsNotPassedOn(String state) {
    var _ = sidecar.invoke(HI, Map.of("traceparent", PARENT, "tracestate", state));

    assertThat(BEDROCK.headers().getLast().get("traceparent")).isEqualTo(PARENT);
    assertThat(BEDROCK.headers().getLast().names()).doesNotContain("tracestate");
  }

  @Test
  void aStateHasABound() {
    var _ = sidecar.invoke(HI, Map.of("traceparent", PARENT, "tracestate", "a=" + "x".repeat(511)));

    assertThat(BEDROCK.headers().getLast().names()).doesNotContain("tracestate");
  }

  @ParameterizedTest
  @CsvSource({"/v1/anything, type", "/anything, code"})
  void headersThatAreTooLongAreToldInTheFormOfTheClient(String path, String member)
      throws IOException {
    var response = post(path, "{}", Map.of("x-long", "x".repeat(40_000)));

    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(new ObjectMapper().readTree(response.body()).path("error").has(member)).isTrue();
    assertThat(id(response)).hasSize(32);
  }
}
