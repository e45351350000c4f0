package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.ModelFamilies.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures as OpenAI's clients expect them. */
class OpenAiErrorTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private OpenAiCalls calls;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    calls = new OpenAiCalls(certificate, directory, bedrock);
  }

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private static void assertError(
      HttpResponse<String> response, int status, String type, String code, boolean retry) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().firstValue("x-should-retry")).contains(String.valueOf(retry));
    var error = json(response.body()).path("error");
    assertThat(error.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(error.path("type").asText()).isEqualTo(type);
    assertThat(error.path("code").asText()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationException, 400, invalid_request_error, invalid_request, false",
    "403, AccessDeniedException, 502, api_error, upstream_error, false",
    "404, ResourceNotFoundException, 502, api_error, upstream_error, false",
    "408, ModelTimeoutException, 504, api_error, timeout, false",
    "424, ModelErrorException, 502, api_error, upstream_error, false",
    "429, ThrottlingException, 429, rate_limit_error, rate_limit_exceeded, true",
    "500, InternalServerException, 502, api_error, upstream_error, false",
    "503, ServiceUnavailableException, 502, api_error, upstream_error, true",
  })
  void bedrocksErrorsAreTold(
      int status, String name, int told, String type, String code, boolean retry) {
    bedrock.error(status, name);
    var response = calls.chat("");
    assertError(response, told, type, code, retry);
    assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(retry);
    assertThat(json(response.body()).at("/error/param").isNull()).isTrue();
  }

  @Test
  void aSpentBudgetIsNotToBeTriedAgain() {
    bedrock.ok();
    var response = calls.with(endpoint -> endpoint.daily("0.000001")).responses("");
    assertError(response, 429, "insufficient_quota", "insufficient_quota", false);
    assertThat(bedrock.bodies()).isEmpty();
  }

  @Test
  void aUsedUpRateSaysWhenToComeAgain() {
    bedrock.ok();
    var endpoint = new TestEndpoint(bedrock.url()).requestsPerMinute(1).build();
    try (var control = new TestControl(certificate, endpoint);
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var body = OpenAiCalls.chatBody("");
      var limited =
          IntStream.range(0, 10)
              .mapToObj(i -> sidecar.post(CHAT, body).join())
              .filter(each -> each.statusCode() != 200)
              .findFirst()
              .orElseThrow();
      assertError(limited, 429, "rate_limit_error", "rate_limit_exceeded", true);
      assertThat(limited.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    bedrock.ok();
    var response =
        calls
            .with(endpoint -> endpoint.maxBodyBytes(64 << 10))
            .chat("\"user\":\"" + "x".repeat(70 << 10) + "\"");
    assertError(response, 413, "invalid_request_error", "request_too_large", false);
    assertThat(bedrock.bodies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES})
  void modelsHaveManyNamesAndOthersAreListed(String path) {
    bedrock.ok();
    try (var control =
            new TestControl(certificate, new TestEndpoint(bedrock.url()).maxTokens(64).build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var body = path.equals(CHAT) ? OpenAiCalls.chatBody("") : OpenAiCalls.responsesBody("");
      for (var name :
          new String[] {
            "claude-haiku",
            "ai-workloads/claude-haiku",
            "ai-workloads.claude-haiku",
            TestEndpoint.MODEL,
            TestEndpoint.MODEL.substring(3)
          }) {
        var response = sidecar.post(path, body.replace("claude-haiku", name)).join();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response.body()).path("model").asText()).isEqualTo(name);
      }
      var other = body.replace("claude-haiku", "gpt-4.1");
      for (var name : new String[] {"gpt-4.1", "other/claude-haiku"}) {
        var response = sidecar.post(path, body.replace("claude-haiku", name)).join();
        assertError(response, 404, "invalid_request_error", "model_not_found", false);
        assertThat(json(response.body()).at("/error/message").asText())
            .contains("ai-workloads/claude-haiku");
      }
      var byPath = sidecar.post("/endpoints/ai-workloads/claude-haiku" + path, other).join();
      assertThat(byPath.statusCode()).as(byPath.body()).isEqualTo(200);
      assertThat(json(byPath.body()).path("model").asText()).isEqualTo("gpt-4.1");
      var wrongPath = sidecar.post("/endpoints/ai-workloads/none" + path, other).join();
      assertError(wrongPath, 404, "invalid_request_error", "model_not_found", false);
    }
  }

  @Test
  void theBodyMustBeJson() {
    bedrock.ok();
    try (var control =
            new TestControl(certificate, new TestEndpoint(bedrock.url()).maxTokens(64).build());
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      var response =
          sidecar.post(CHAT, OpenAiCalls.chatBody(""), Map.of("content-type", "text/plain")).join();
      assertError(response, 400, "invalid_request_error", "invalid_request", false);
      assertThat(bedrock.bodies()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES})
  void aFailureAfterASilenceIsToldInTheStream(String path) {
    bedrock.errorAfter(1_000, 400, "ValidationException");
    var endpoint = new TestEndpoint(bedrock.url()).maxTokens(64).build();
    try (var control = new TestControl(certificate, endpoint);
        var sidecar =
            TestSidecar.start(
                control, directory.resolve("pod"), Map.of("K8S_AI_HEARTBEAT_MILLIS", "100"))) {
      var body =
          path.equals(CHAT)
              ? OpenAiCalls.chatBody("\"stream\":true")
              : OpenAiCalls.responsesBody("\"stream\":true");
      var response = sidecar.post(path, body).join();
      assertThat(response.body()).startsWith(": ");
      var events = OpenAiCalls.events(response);
      if (path.equals(CHAT)) {
        assertThat(events).hasSize(1);
      } else {
        assertThat(events.stream().map(each -> json(each).path("type").asText()))
            .containsExactly(
                "response.created", "response.in_progress", "error", "response.failed");
      }
      var error = events.get(path.equals(CHAT) ? 0 : 2);
      assertThat(json(error).at("/error/code").asText()).isEqualTo("invalid_request");
    }
  }
}
