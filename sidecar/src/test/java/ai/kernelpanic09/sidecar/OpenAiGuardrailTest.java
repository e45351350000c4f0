package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.ModelFamilies.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenAI's forms against a strict Bedrock with a guardrail: it sees all, and its bill is booked.
 */
class OpenAiGuardrailTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";
  private static final String INPUT_MESSAGE = "Not this.";
  private static final String OUTPUT_MESSAGE = "Nor that.";

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private SimulatedBedrock bedrock;
  private TestControl control;
  private TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    bedrock = new SimulatedBedrock();
    var price =
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    var use = new GuardrailUse(bedrock.guardrail(INPUT_MESSAGE, OUTPUT_MESSAGE), "1", price, true);
    control =
        new TestControl(
            certificate,
            new TestEndpoint(bedrock.simulator().url())
                .maxTokens(256)
                .daily("100")
                .guardrail(use)
                .build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  private void script(String blocks) {
    bedrock.simulator().control("POST", "scripts", "{\"content\":[" + blocks + "]}");
  }

  private static String toolUse(String input) {
    return "{\"toolUse\":{\"toolUseId\":\"t2\",\"name\":\"lookup\",\"input\":%s}}".formatted(input);
  }

  private static String chat(String messages, String more) {
    return "{\"model\":\"claude-haiku\",\"max_tokens\":64,\"messages\":[%s]%s}"
        .formatted(messages, more);
  }

  private static String user(String text) {
    return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
  }

  /** A conversation in which a tool was used. */
  private static String toolUsed(String arguments, String result) {
    return user("Who is it?")
        + """
        ,{"role":"assistant","tool_calls":[{"id":"t1","type":"function",
         "function":{"name":"lookup","arguments":"%s"}}]},
        {"role":"tool","tool_call_id":"t1","content":"%s"}"""
            .formatted(arguments.replace("\"", "\\\""), result);
  }

  private HttpResponse<String> post(String path, String body) {
    var response = sidecar.post(path, body).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  private List<JsonNode> chunks(String body) {
    return chunks(post(CHAT, body));
  }

  private static List<JsonNode> chunks(HttpResponse<String> response) {
    var chunks = new ArrayList<JsonNode>();
    for (var each : OpenAiCalls.events(response)) {
      if (!each.equals("[DONE]")) {
        chunks.add(json(each));
      }
    }
    return chunks;
  }

  private static String content(List<JsonNode> chunks) {
    var text = new StringBuilder();
    chunks.forEach(each -> text.append(each.at("/choices/0/delta/content").asText("")));
    return text.toString();
  }

  private List<String> operations() {
    return bedrock.simulator().bill().calls().stream()
        .map(each -> each.operation().name())
        .filter(each -> each.equals("ApplyGuardrail") || each.startsWith("Converse"))
        .toList();
  }

  private void assertSpentIsBilled() {
    sidecar.drain();
    assertThat(bedrock.billedNanoDollars()).isPositive();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void aBlockedPromptIsFilteredContent() {
    var choice = json(post(CHAT, chat(user("It is classified."), "")).body()).at("/choices/0");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("content_filter");
    assertThat(choice.at("/message/content").asText()).isEqualTo(INPUT_MESSAGE);
    var chunks = chunks(chat(user("It is classified."), ",\"stream\":true"));
    assertThat(content(chunks)).isEqualTo(INPUT_MESSAGE);
    assertThat(chunks.getLast().at("/choices/0/finish_reason").asText())
        .isEqualTo("content_filter");
    assertSpentIsBilled();
  }

  @Test
  void whatAToolSaidIsSeenAndReachesNoModel() {
    var answer = json(post(CHAT, chat(toolUsed("{}", "classified"), "")).body());
    assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(INPUT_MESSAGE);
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    assertThat(answer.at("/usage/total_tokens").asLong(7)).isZero();
    assertThat(answer.path("id").asText()).matches("chatcmpl-[0-9a-f-]{36}");
    var chunks = chunks(chat(toolUsed("{}", "classified"), ",\"stream\":true"));
    assertThat(content(chunks)).isEqualTo(INPUT_MESSAGE);
    assertThat(operations()).containsExactly("ApplyGuardrail", "ApplyGuardrail");
    assertSpentIsBilled();
  }

  @Test
  void inputThatCameAsATextIsSeenToo() {
    var body = chat(toolUsed("{\"q\":\"\\u005cu0063lassified\"}", "x"), "");
    var answer = json(post(CHAT, body).body());
    assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(INPUT_MESSAGE);
    assertThat(operations()).containsExactly("ApplyGuardrail");
  }

  @Test
  void aToolsInputOfTheAnswerIsMasked() {
    var body = chat(toolUsed("{}", "x"), "");
    script(toolUse("{\"to\":\"ada@example.com\"}"));
    var call = json(post(CHAT, body).body()).at("/choices/0/message/tool_calls/0/function");
    assertThat(call.path("arguments").asText()).isEqualTo("{\"to\":\"{EMAIL}\"}");
    script(toolUse("{\"to\":\"ada@example.com\"}"));
    var arguments = new StringBuilder();
    chunks(chat(toolUsed("{}", "x"), ",\"stream\":true"))
        .forEach(
            each ->
                arguments.append(
                    each.at("/choices/0/delta/tool_calls/0/function/arguments").asText("")));
    assertThat(arguments).hasToString("{\"to\":\"{EMAIL}\"}");
    assertSpentIsBilled();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResponseThatIsBlockedIsIncomplete(boolean stream) {
    var body =
        "{\"model\":\"claude-haiku\",\"input\":\"It is classified.\",\"stream\":%b}"
            .formatted(stream);
    var response = post(RESPONSES, body);
    var answer =
        stream
            ? json(OpenAiCalls.events(response).getLast()).path("response")
            : json(response.body());
    assertThat(answer.path("status").asText()).isEqualTo("incomplete");
    assertThat(answer.at("/incomplete_details/reason").asText()).isEqualTo("content_filter");
    assertThat(answer.at("/output/0/content/0/text").asText()).isEqualTo(INPUT_MESSAGE);
    assertSpentIsBilled();
  }

  @Test
  void aToolsInputThatIsBlockedReachesNoCaller() {
    script("{\"text\":\"Let me see.\"}," + toolUse("{\"q\":\"classified\"}"));
    var items =
        """
        {"model":"claude-haiku","max_output_tokens":64,"stream":true,"input":[
         {"role":"user","content":"Who?"},
         {"type":"function_call","call_id":"t1","name":"lookup","arguments":"{}"},
         {"type":"function_call_output","call_id":"t1","output":"x"}]}""";
    var response = post(RESPONSES, items);
    assertThat(response.body()).doesNotContain("classified", "\"function_call\"");
    var end = json(OpenAiCalls.events(response).getLast()).path("response");
    assertThat(end.at("/output/0/content/0/text").asText())
        .isEqualTo("Let me see." + OUTPUT_MESSAGE);
    assertSpentIsBilled();
  }

  @Test
  void fiftyCallsAtOnceAreServedAndBooked() {
    var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    IntStream.range(0, 25)
        .forEach(
            i -> {
              calls.add(sidecar.post(CHAT, chat(user("Call " + i), ",\"stream\":true")));
              calls.add(
                  sidecar.post(
                      RESPONSES,
                      "{\"model\":\"claude-haiku\",\"max_output_tokens\":64,\"input\":\"Call %d\"}"
                          .formatted(i)));
            });
    for (var i = 0; i < calls.size(); i++) {
      var response = calls.get(i).join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      var said = i % 2 == 0 ? content(chunks(response)) : response.body();
      assertThat(said).contains("You said: Call " + i / 2 + ".");
    }
    assertSpentIsBilled();
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES})
  void aCallerThatHangsUpPaysForAllOfIt(String path) throws IOException {
    bedrock
        .simulator()
        .control("POST", "faults", "{\"kind\":\"delay\",\"gapMillis\":50,\"times\":1}");
    var body =
        path.equals(CHAT)
            ? chat(user("Hi"), ",\"stream\":true")
            : "{\"model\":\"claude-haiku\",\"input\":\"Hi\",\"stream\":true}";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
      var request =
          "POST %s HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s"
              .formatted(path, body.length(), body);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    sidecar.drain();
    await().until(() -> control.spent(TestEndpoint.HAIKU).isPositive());
    assertSpentIsBilled();
  }
}
