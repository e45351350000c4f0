package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets, rates, guardrails and accounting, as callers in Anthropic's form see them. */
class MessagesLimitsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  private TestSidecar sidecar(TestControl control, Map<String, String> environment) {
    return TestSidecar.start(control, directory.resolve("pod"), environment);
  }

  private static String body(String text, boolean stream) {
    return """
        {"model":"claude-haiku","max_tokens":64,"stream":%b,
        "messages":[{"role":"user","content":"%s"}]}"""
        .formatted(stream, text);
  }

  private static HttpResponse<String> post(TestSidecar sidecar, String body) {
    return sidecar.post("/v1/messages", body).join();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static void assertError(
      HttpResponse<String> response, int status, String type, boolean retry) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo(type);
    assertThat(response.headers().firstValue("x-should-retry")).hasValue(Boolean.toString(retry));
  }

  @Test
  void aCallThatExceedsTheBudgetIsNotTriedAgain() {
    try (var bedrock = new ScriptedBedrock().ok();
        var control =
            new TestControl(
                certificate, new TestEndpoint(bedrock.url()).daily("0.000001").build());
        var sidecar = sidecar(control, Map.of())) {
      assertError(post(sidecar, body("Hi", false)), 429, "rate_limit_error", false);
      assertThat(bedrock.bodies()).isEmpty();
    }
  }

  @Test
  void aUsedUpRateSaysWhenToComeBack() {
    try (var bedrock = new ScriptedBedrock().ok();
        var control =
            new TestControl(
                certificate, new TestEndpoint(bedrock.url()).requestsPerMinute(1).build());
        var sidecar = sidecar(control, Map.of())) {
      assertThat(post(sidecar, body("Hi", false)).statusCode()).isEqualTo(200);
      var response = post(sidecar, body("Hi", true));
      assertError(response, 429, "rate_limit_error", true);
      assertThat(response.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void moreCallsThanThereMayBeAreAnOverload() {
    try (var bedrock = new ScriptedBedrock().okAfter(500);
        var control = new TestControl(certificate, new TestEndpoint(bedrock.url()).build());
        var sidecar = sidecar(control, Map.of("K8S_AI_MAX_CALLS", "1"))) {
      var calls =
          IntStream.range(0, 3)
              .mapToObj(i -> sidecar.post("/v1/messages", body("Hi", false)))
              .toList();
      var answers = calls.stream().map(each -> each.join()).toList();
      assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 529);
      assertThat(answers)
          .filteredOn(each -> each.statusCode() == 529)
          .allSatisfy(each -> assertError(each, 529, "overloaded_error", true));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationException, 400, invalid_request_error, false",
    "403, AccessDeniedException, 500, api_error, false",
    "424, ModelErrorException, 500, api_error, false",
    "408, ModelTimeoutException, 504, timeout_error, false",
    "429, ThrottlingException, 429, rate_limit_error, true"
  })
  void anErrorOfBedrockHasAnthropicsName(
      int status, String error, int answered, String type, boolean retry) {
    try (var bedrock = new ScriptedBedrock().error(status, error);
        var control = new TestControl(certificate, new TestEndpoint(bedrock.url()).build());
        var sidecar = sidecar(control, Map.of())) {
      assertError(post(sidecar, body("Hi", false)), answered, type, retry);
    }
  }

  private static TestControl guarded(SimulatedBedrock bedrock) {
    var price =
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    var use = new GuardrailUse(bedrock.guardrail("Not this.", "Nor that."), "1", price, true);
    return new TestControl(
        certificate, new TestEndpoint(bedrock.simulator().url()).guardrail(use).build());
  }

  @Test
  void whatAGuardrailKeepsBackIsARefusal() {
    try (var bedrock = new SimulatedBedrock();
        var control = guarded(bedrock);
        var sidecar = sidecar(control, Map.of())) {
      var whole = json(post(sidecar, body("That is classified", false)).body());
      assertThat(whole.path("stop_reason").asText()).isEqualTo("refusal");
      assertThat(whole.at("/content/0/text").asText()).isEqualTo("Not this.");

      var events = ServerSentEvents.of(post(sidecar, body("That is classified", true)).body());
      assertThat(events)
          .extracting(ServerSentEvents.Event::name)
          .startsWith("message_start", "content_block_start", "content_block_delta")
          .endsWith("content_block_stop", "message_delta", "message_stop");
      assertThat(events.get(events.size() - 2).data().at("/delta/stop_reason").asText())
          .isEqualTo("refusal");
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aToolResultThatTheGuardrailBlocksReachesNoModel(boolean stream) {
    try (var bedrock = new SimulatedBedrock();
        var control = guarded(bedrock);
        var sidecar = sidecar(control, Map.of())) {
      var body =
          """
          {"model":"claude-haiku","max_tokens":64,"stream":%b,"messages":[
           {"role":"user","content":"Who is it?"},
           {"role":"assistant","content":[
            {"type":"tool_use","id":"t1","name":"look","input":{}}]},
           {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[
            {"type":"search_result","source":"s","title":"t","content":[
             {"type":"text","text":"It is classified."}]}]}]}]}"""
              .formatted(stream);
      var answer = post(sidecar, body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Not this.", "\"refusal\"", "\"msg_blocked\"");
      assertThat(bedrock.simulator().bill().calls())
          .noneMatch(each -> each.operation().name().contains("onverse"));
    }
  }

  @Test
  void aCachedPromptCostsLessAndTheBillIsBookedToTheNanoDollar() {
    try (var bedrock = new SimulatedBedrock();
        var control =
            new TestControl(certificate, new TestEndpoint(bedrock.simulator().url()).build());
        var sidecar = sidecar(control, Map.of())) {
      var body =
          """
          {"model":"claude-haiku","max_tokens":64,"system":[{"type":"text","text":"%s",
           "cache_control":{"type":"ephemeral","ttl":"1h"}}],
           "messages":[{"role":"user","content":"Hi"}]}"""
              .formatted("many words ".repeat(4_000));
      var first = json(post(sidecar, body).body()).path("usage");
      var second = json(post(sidecar, body).body()).path("usage");
      assertThat(first.at("/cache_creation/ephemeral_1h_input_tokens").asLong()).isPositive();
      assertThat(first.path("cache_creation_input_tokens"))
          .isEqualTo(first.at("/cache_creation/ephemeral_1h_input_tokens"));
      assertThat(second.path("cache_read_input_tokens"))
          .isEqualTo(first.path("cache_creation_input_tokens"));
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isEqualTo(bedrock.billedNanoDollars());
    }
  }

  @Test
  void aCallerThatHangsUpPaysForWhatTheModelSaysAllTheSame() throws IOException {
    try (var bedrock =
            new ScriptedBedrock()
                .paced(
                    200,
                    new Frames().begun().delta("Hel"),
                    new Frames().delta("lo"),
                    new Frames().blockStop().stop("end_turn").metadata());
        var control = new TestControl(certificate, new TestEndpoint(bedrock.url()).build());
        var sidecar = sidecar(control, Map.of())) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
        var body = body("Hi", true);
        var request =
            "POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n"
                + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      await().until(() -> !sidecar.health("/metrics").matches("(?s).*calls_in_flight[^\\n]* 1.*"));
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.000022"));
    }
  }
}
