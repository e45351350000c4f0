package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.simulator.bill.BookedCall;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What documents are reserved with is what Bedrock counts, and the context window without that. */
class DocumentCountTest {

  /** Enough for the documents, and not for the context window, which costs $0.22. */
  private static final String DAY = "0.10";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  // Set by serve, which every test calls first.
  @SuppressWarnings("NullAway.Init")
  private TestControl control;

  @SuppressWarnings("NullAway.Init")
  private TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.add(part);
    return part;
  }

  private void serve(TestEndpoint endpoint) {
    control = opened(new TestControl(certificate, endpoint.build()));
    sidecar = opened(TestSidecar.start(control, directory.resolve("pod"))).ready();
  }

  private SimulatedBedrock simulated() {
    return opened(new SimulatedBedrock());
  }

  /** Two documents of three pages each, in the form of each surface. */
  enum Asked {
    OWN(
        "/invoke/ai-workloads/claude-haiku",
        """
        {"maxTokens":64,"messages":[{"role":"user","content":[
        {"document":{"format":"pdf","name":"a","source":{"bytes":"%1$s"}}},
        {"document":{"format":"pdf","name":"b","source":{"bytes":"%1$s"}}},
        {"text":"Compare them."}]}]}"""),
    OWN_STREAM(OWN.path, OWN.body.replaceFirst("\\{", "{\"stream\":true,")),
    CONVERSE(
        "/model/claude-haiku/converse",
        OWN.body.replace("\"maxTokens\":64", "\"inferenceConfig\":{\"maxTokens\":64}")),
    CONVERSE_STREAM("/model/claude-haiku/converse-stream", CONVERSE.body),
    CHAT(
        "/v1/chat/completions",
        """
        {"model":"claude-haiku","max_tokens":64,"messages":[{"role":"user","content":[
        {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,%1$s"}},
        {"type":"file","file":{"filename":"b.pdf","file_data":"data:application/pdf;base64,%1$s"}},
        {"type":"text","text":"Compare them."}]}]}"""),
    CHAT_STREAM(CHAT.path, CHAT.body.replaceFirst("\\{", "{\"stream\":true,")),
    RESPONSES(
        "/v1/responses",
        """
        {"model":"claude-haiku","max_output_tokens":64,"input":[{"role":"user","content":[
        {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,%1$s"},
        {"type":"input_file","filename":"b.pdf","file_data":"data:application/pdf;base64,%1$s"},
        {"type":"input_text","text":"Compare them."}]}]}"""),
    MESSAGES(
        "/v1/messages",
        """
        {"model":"claude-haiku","max_tokens":64,"messages":[{"role":"user","content":[
        {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"%1$s"}},
        {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"%1$s"}},
        {"type":"text","text":"Compare them."}]}]}"""),
    INVOKE(
        "/model/claude-haiku/invoke",
        MESSAGES.body.replace(
            "\"model\":\"claude-haiku\"", "\"anthropic_version\":\"bedrock-2023-05-31\"")),
    INVOKE_STREAM("/model/claude-haiku/invoke-with-response-stream", INVOKE.body);

    private final String path;
    private final String body;

    Asked(String path, String body) {
      this.path = path;
      this.body = body;
    }

    String body() {
      var pdf = "%PDF-1.4" + " << /Type /Page >>".repeat(3);
      return body.formatted(
          Base64.getEncoder().encodeToString(pdf.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private HttpResponse<String> ask(Asked asked) {
    return askLater(asked).join();
  }

  private CompletableFuture<HttpResponse<String>> askLater(Asked asked) {
    return sidecar.post(asked.path, asked.body(), Map.of("anthropic-version", "2023-06-01"));
  }

  /** The names of the operations that Bedrock was asked for. */
  private static List<String> operations(SimulatedBedrock bedrock) {
    return bedrock.simulator().bill().calls().stream()
        .map(BookedCall::operation)
        .map(BookedCall.Operation::name)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private void assertSpentIsBilled(SimulatedBedrock bedrock) {
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @EnumSource
  void documentsAreServedThatTheBudgetPaysForThoughNotForTheWindow(Asked asked) {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).daily(DAY));

    var response = ask(asked);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(operations(bedrock)).hasSize(2).first().isEqualTo("CountTokens");
    assertThat(bedrock.billedNanoDollars()).isGreaterThan(18_000 * 1_100L);
    assertSpentIsBilled(bedrock);
  }

  private static String fault(String members) {
    return "{\"operation\":\"CountTokens\",\"times\":0," + members.replace('\'', '"') + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'kind':'error','error':'ThrottlingException'",
        "'kind':'error','error':'AccessDeniedException'",
        "'kind':'error','error':'InternalServerException'",
        "'kind':'error','error':'ServiceUnavailableException'",
        "'kind':'error','error':'ValidationException','message':'The document is broken.'",
        "'kind':'error','error':'ExpiredTokenException','status':403",
        "'kind':'reset'",
        "'kind':'hang'"
      })
  void withoutACountTheWindowIsReserved(String fault) {
    var bedrock = simulated();
    bedrock.simulator().control("POST", "faults", fault(fault));
    serve(new TestEndpoint(bedrock.simulator().url()).daily(DAY));

    var response = ask(Asked.OWN);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(402);
    assertThat(response.body())
        .contains("CallExceedsBudget", "200000 input tokens, for a part of it can't be counted");
    assertThat(operations(bedrock)).doesNotContain("Converse");
    assertSpentIsBilled(bedrock);
  }

  @Test
  void withoutACountACallIsServedOfABudgetThatPaysTheWindow() {
    var bedrock = simulated();
    bedrock
        .simulator()
        .control("POST", "faults", fault("'kind':'error','error':'ThrottlingException'"));
    serve(new TestEndpoint(bedrock.simulator().url()).daily("1.00"));

    assertThat(ask(Asked.OWN).statusCode()).isEqualTo(200);

    assertThat(operations(bedrock)).containsExactly("CountTokens", "Converse");
    assertSpentIsBilled(bedrock);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'kind':'error','error':'AccessDeniedException'",
        "'kind':'error','error':'ValidationException','message':'The provided model doesn\\u0027t"
            + " support counting tokens.'"
      })
  void aModelThatDoesNotAnswerIsNotAskedAgainAtOnce(String fault) {
    var bedrock = simulated();
    bedrock.simulator().control("POST", "faults", fault(fault));
    serve(new TestEndpoint(bedrock.simulator().url()).daily("1.00"));

    for (var asked : List.of(Asked.OWN, Asked.MESSAGES, Asked.INVOKE)) {
      assertThat(ask(asked).statusCode()).isEqualTo(200);
    }

    assertThat(operations(bedrock))
        .containsExactly("CountTokens", "Converse", "Converse", "InvokeModel");
    assertSpentIsBilled(bedrock);
  }

  @Test
  void aDocumentThatCantBeCountedDoesNotKeepOthersFromIt() {
    var bedrock = simulated();
    bedrock
        .simulator()
        .control(
            "POST",
            "faults",
            "{\"operation\":\"CountTokens\",\"times\":1,\"kind\":\"error\","
                + "\"error\":\"ValidationException\",\"message\":\"The document is broken.\"}");
    serve(new TestEndpoint(bedrock.simulator().url()).daily(DAY));
    assertThat(ask(Asked.OWN).statusCode()).isEqualTo(402);
    assertThat(ask(Asked.OWN).statusCode()).isEqualTo(200);
    assertSpentIsBilled(bedrock);
  }

  @Test
  void documentsAtTheSameTimeDoNotStandInEachOthersWay() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).daily("0.60"));

    var answers = IntStream.range(0, 20).mapToObj(i -> askLater(Asked.OWN)).toList();

    assertThat(answers).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    assertSpentIsBilled(bedrock);
  }

  @ParameterizedTest
  @CsvSource({"0.00001, 402", "1000, 200"})
  void nothingIsCountedWhereItMakesNoDifference(String daily, int status) {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).daily(daily));
    assertThat(ask(Asked.OWN).statusCode()).isEqualTo(status);
    assertThat(operations(bedrock)).doesNotContain("CountTokens");
  }

  @Test
  void textsAreBoundedByTheirBytesAndNotCounted() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).daily(DAY));
    assertThat(sidecar.invoke(TestSidecar.message("Hi", 64)).statusCode()).isEqualTo(200);
    assertThat(operations(bedrock)).containsExactly("Converse");
  }

  @Test
  void nothingIsCountedOfACallWhoseToolsAreChecked() {
    var bedrock = opened(new ScriptedBedrock()).ok();
    serve(
        new TestEndpoint(bedrock.url())
            .daily("20.00")
            .guardrail(new GuardrailUse("gr1", "3", TestEndpoint.GUARDRAIL.price(), true)));
    var response =
        sidecar.invoke(
            """
            {"maxTokens":16,"messages":[{"role":"user","content":"Read it."},
            {"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[
            {"document":{"format":"pdf","name":"a","source":{"bytes":"JVBERi0="}}}]}}]}],
            "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]}}""");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(bedrock.uris()).isEmpty();
  }

  @Test
  void theModelIsAskedWhatItReadsAndNothingElse() {
    var bedrock = opened(new ScriptedBedrock()).ok("{\"inputTokens\":6000}");
    serve(new TestEndpoint(bedrock.url()).daily(DAY));

    var unreadable =
        sidecar
            .post(
                "/model/claude-haiku/converse",
                """
                {"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":
                 {"schema":"{\\"type\\":\\"object\\"}"}}}},
                "system":[{"text":"Be brief."}],
                "messages":[{"role":"user","content":[
                 {"document":{"format":"txt","name":"a","source":{"bytes":"SGk="}}}]}],
                "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024}},
                "additionalModelResponseFieldPaths":["/stop_sequence"],
                "inferenceConfig":{"maxTokens":2048},"requestMetadata":{"team":"a"}}""")
            .join();

    assertThat(unreadable.statusCode()).isEqualTo(500);
    assertThat(bedrock.uris())
        .containsExactly(
            "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens",
            "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse");
    assertThat(json(bedrock.bodies().getFirst()))
        .isEqualTo(
            json(
                """
                {"input":{"converse":{"system":[{"text":"Be brief."}],
                 "messages":[{"role":"user","content":[
                  {"document":{"format":"txt","name":"a","source":{"bytes":"SGk="}}}]}],
                 "additionalModelRequestFields":
                  {"thinking":{"type":"enabled","budget_tokens":1024}}}}}"""));
    assertThat(json(bedrock.bodies().getLast()).has("outputConfig")).isTrue();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void aCallerThatHangsUpWhileItIsCountedLeavesNothingReserved() throws IOException {
    var bedrock = opened(new ScriptedBedrock()).ok("{\"inputTokens\":6000}").hold();
    serve(new TestEndpoint(bedrock.url()).daily(DAY));

    var body = Asked.OWN.body();
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
      caller
          .getOutputStream()
          .write(
              ("POST "
                      + Asked.OWN.path
                      + " HTTP/1.1\r\nhost: x\r\ncontent-length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> bedrock.uris().size() == 1);
    }
    // One thread serves all connections: with this answer it has noticed the hang-up too.
    assertThat(sidecar.post("/elsewhere", "{}").join().statusCode()).isEqualTo(404);
    bedrock.release();
    sidecar.drain();

    assertThat(bedrock.uris()).hasSize(1).allMatch(uri -> uri.endsWith("/count-tokens"));
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void aCountIsNotWaitedForLongerThanTheCallerWaits() {
    var bedrock = opened(new ScriptedBedrock()).ok("{\"inputTokens\":6000}").hold();
    serve(new TestEndpoint(bedrock.url()).daily(DAY));

    var response = sidecar.invoke(Asked.OWN.body(), Map.of("x-request-timeout-ms", "200"));

    assertThat(response.statusCode()).isEqualTo(504);
    sidecar.drain();
    assertThat(bedrock.uris()).hasSize(1);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"inputTokens\":0}", "{\"inputTokens\":\"many\"}", "no"})
  void whatIsNoCountIsNone(String answer) {
    var bedrock = opened(new ScriptedBedrock()).ok(answer);
    serve(new TestEndpoint(bedrock.url()).daily(DAY));
    assertThat(ask(Asked.OWN).statusCode()).isEqualTo(402);
    assertThat(bedrock.uris()).hasSize(1);
  }

  @Test
  void aCountIsReservedOfTheRateToo() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).daily("1000").tokensPerMinute(100_000));
    var response = ask(Asked.OWN);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(operations(bedrock)).containsExactly("CountTokens", "Converse");
    assertSpentIsBilled(bedrock);
  }
}
