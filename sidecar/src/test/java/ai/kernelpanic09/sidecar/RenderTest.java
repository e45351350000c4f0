package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.TestPrompts.REVIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts from HTTP to the provider's bill, with a real control server between. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class RenderTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EndpointName OTHER = EndpointName.parse("ai-workloads/other");
  private static final String PROMPT =
      """
      systemPrompt: 'Be direct.', template: 'Review {{.Diff}} for {{.Focus}}',
      variables: [{name: 'Diff', required: true}, {name: 'Focus', default: 'bugs'},
                  {name: 'Points', type: 'list'}, {name: 'Depth', type: 'integer'}]\
      """;

  @TempDir static Path shared;
  private static TestCertificate certificate;

  private final SimulatedBedrock bedrock = new SimulatedBedrock();
  private final TestControl control;
  private final TestSidecar sidecar;

  RenderTest(@TempDir Path home) {
    var url = bedrock.simulator().url();
    control =
        new TestControl(
            certificate, new TestEndpoint(url).build(), new TestEndpoint(url).named(OTHER).build());
    control.prompts().put(REVIEW, PROMPT);
    sidecar = TestSidecar.start(control, home.resolve("pod"));
  }

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  private HttpResponse<String> render(String body) {
    return sidecar.post("/render/" + REVIEW, body).join();
  }

  /**
   * The number of calls of the model, without the request that opens a connection ahead of them.
   */
  private long conversations() {
    return bedrock.simulator().bill().calls().stream()
        .filter(each -> each.operation().name().startsWith("Converse"))
        .count();
  }

  private static JsonNode read(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void aPromptIsRenderedCalledAndBookedUnderItsRevision() throws IOException {
    var answer = read(render("{\"variables\": {\"Diff\": \"x = 1\"}, \"maxTokens\": 16}"));

    assertThat(answer.path("template").asText()).isEqualTo("ai-workloads/review");
    assertThat(answer.path("revision").asLong()).isEqualTo(1);
    assertThat(answer.path("content").asText()).startsWith("You said: Review x = 1 for bugs");
    assertThat(answer.path("outputTokens").asLong()).isEqualTo(16);
    var billed = Money.ofNanoDollars(bedrock.billedNanoDollars());
    assertThat(answer.path("costUSD").isTextual()).isTrue();
    assertThat(answer.path("costUSD").textValue()).isEqualTo(billed.roundedUp(6));
    assertThat(bedrock.simulator().bill().calls().getLast().requestMetadata())
        .containsEntry("template", "ai-workloads/review")
        .containsEntry("revision", "1")
        .containsEntry("endpoint", "ai-workloads/claude-haiku");
    assertThat(sidecar.health("/metrics"))
        .containsPattern(
            "proxy_renders_total\\{namespace=\"ai-workloads\",revision=\"1\",template=\"review\","
                + "workload=\"Deployment/web\"} 1")
        .contains("k8s_ai_operator_proxy_render_cost_dollars_total{")
        .containsPattern("proxy_requests_total\\{code=\"OK\",.*surface=\"render\",.*} 1");
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(billed);
  }

  @Test
  void aDryRunShowsWhatWouldBeSentAndCostsNothing() throws IOException {
    var answer = read(render("{\"variables\": {\"Diff\": \"\\\"a\\\"\"}, \"dryRun\": true}"));

    assertThat(answer)
        .isEqualTo(
            JSON.readTree(
                """
                {"template": "ai-workloads/review", "revision": 1, "system": "Be direct.",
                 "messages": [{"role": "user", "content": "Review \\"a\\" for bugs"}]}
                """));
    assertThat(conversations()).isZero();
    assertThat(bedrock.billedNanoDollars()).isZero();
  }

  @Test
  void everyWrongVariableIsNamedAtOnce() {
    var response =
        render("{\"variables\": {\"Focus\": 5, \"Depth\": 1.5, \"Points\": {}, \"Diffs\": \"x\"}}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains(
            "InvalidRequest",
            "variables.Diff: is required; variables.Focus: must be a string;"
                + " variables.Points: must be a list; variables.Depth: must be an integer;"
                + " variables.Diffs: is not a variable of this prompt");
    assertThat(conversations()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"variables\": {\"Diff\": \"x\"}, \"maxTokens\": 0}  | maxTokens: must be a whole number",
        "{\"variables\": {\"Diff\": \"x\"}, \"tempo\": 1}      | tempo: is not known",
        "{\"variables\": {\"Diff\": \"x\"}, \"messages\": []}  | messages: comes from the template",
        "{\"variables\": {\"Diff\": \"x\"}, \"system\": \"y\"} | system: comes from the template",
        "{\"variables\": {\"Diff\": \"x\"}, \"variables\": {}} | variables: is there twice",
        "{\"variables\": {\"Diff\": \"x\", \"Diff\": \"y\"}}   | variables.Diff: is there twice",
        "{\"variables\": []}                                   | variables: must be an object",
        "{\"variables\": {\"Diff\": \"x\"}, \"revision\": 0}   | revision: must be a whole number",
        "{\"variables\": {\"Diff\": \"x\"}, \"dryRun\": 1}     | dryRun: must be true or false",
        "{\"variables\": {\"Depth\": 1e999}}                   | variables.Depth: is a number"
            + " beyond",
        "[]                                                    | the body must be a JSON object",
        "{\"variables\": {                                     | the body is not JSON",
        "{\"variables\": {\"Diff\": \"\\ud83d\"}}                 | variables.Diff: holds half of a"
            + " surrogate pair",
        "{\"variables\": {\"Points\": [\"a\", \"\\udf0d\"]}}       | variables.Points[1]: holds"
            + " half of a surrogate pair",
        "{\"variables\": {\"\\udf0d\": 1}}                      | variables: a name in it holds"
            + " half of a surrogate pair",
      })
  void whatIsWrongWithARequestIsNamed(String body, String message) {
    var response = render(body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(JSON.valueToTree(response.body()).asText()).contains(message);
    assertThat(conversations()).isZero();
  }

  @Test
  void anEditIsTakenUpByItselfAndOlderRevisionsCanBePinned() throws IOException {
    var dry = "{\"variables\": {\"Diff\": \"x\"}, \"dryRun\": true}";
    assertThat(read(render(dry)).path("revision").asLong()).isEqualTo(1);

    control.prompts().put(REVIEW, PROMPT.replace("Review", "Please review"));

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> read(render(dry)).path("revision").asLong() == 2);
    var asked = control.prompts().asked();
    assertThat(read(render(dry)).path("messages").path(0).path("content").asText())
        .isEqualTo("Please review x for bugs");
    var pinned = read(render(dry.replace("}, ", "}, \"revision\": 1, ")));
    assertThat(pinned.path("revision").asLong()).isEqualTo(1);
    assertThat(pinned.path("messages").path(0).path("content").asText())
        .isEqualTo("Review x for bugs");
    assertThat(control.prompts().asked()).as("the first one is known still").isEqualTo(asked);
    var unknown = render(dry.replace("}, ", "}, \"revision\": 7, "));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body())
        .contains(
            "UnknownRevision",
            "PromptTemplate ai-workloads/review has no revision 7: there are 2, 1");
  }

  @Test
  void aRevisionThatHasJustBeenMadeCanBePinnedBeforeTheNextSync() throws IOException {
    var dry = "{\"variables\": {\"Diff\": \"x\"}, \"revision\": 2, \"dryRun\": true}";
    assertThat(render(dry).statusCode()).isEqualTo(404);

    control.prompts().put(REVIEW, PROMPT.replace("Review", "Please review"));

    await().atMost(Duration.ofSeconds(60)).until(() -> render(dry).statusCode() == 200);
    assertThat(read(render(dry)).path("revision").asLong()).isEqualTo(2);
  }

  @Test
  void aRemovedTemplateDisappears() {
    var dry = "{\"variables\": {\"Diff\": \"x\"}, \"dryRun\": true}";
    assertThat(render(dry).statusCode()).isEqualTo(200);

    control.prompts().remove(REVIEW);

    await().atMost(Duration.ofSeconds(60)).until(() -> render(dry).statusCode() == 404);
    assertThat(render(dry).body())
        .contains("UnknownTemplate", "there is no PromptTemplate ai-workloads/review");
  }

  @Test
  void whatCannotBeRenderedIsRefusedWithItsReason() {
    var prompts = control.prompts();
    var broken = TemplateName.parse("ai-workloads/broken");
    prompts.refuse(broken, "TemplateNotReady", "SyntaxError: spec.template:1: unexpected EOF");
    var foreign = TemplateName.parse("other-team/theirs");
    prompts.refuse(foreign, "NotAllowed", "this pod may not use endpoint chat");
    var elsewhere = TemplateName.parse("ai-workloads/elsewhere");
    prompts.put(elsewhere, "other", PROMPT);

    assertThat(sidecar.post("/render/" + broken, "{}").join())
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(503))
        .satisfies(
            response -> assertThat(response.body()).contains("TemplateNotReady", "SyntaxError"));
    assertThat(sidecar.post("/render/" + foreign, "{}").join())
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(403))
        .satisfies(response -> assertThat(response.body()).contains("NotAllowed"));
    // As for /invoke: an endpoint that is not the pod's is unknown to its sidecar.
    var call = sidecar.post("/invoke/" + OTHER, TestSidecar.message("Hi", 8)).join();
    assertThat(sidecar.post("/render/" + elsewhere, "{}").join())
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(call.statusCode()))
        .satisfies(response -> assertThat(response.body()).isEqualTo(call.body()));
  }

  @Test
  void aPinnedRevisionOfAnotherEndpointNeedsThatOneToo() {
    var moved = TemplateName.parse("ai-workloads/moved");
    control.prompts().put(moved, "other", PROMPT);
    control.prompts().put(moved, PROMPT);
    var dry = "{\"variables\": {\"Diff\": \"x\"}, \"revision\": %d, \"dryRun\": true}";

    assertThat(sidecar.post("/render/" + moved, dry.formatted(2)).join().statusCode())
        .isEqualTo(200);
    var pinned = sidecar.post("/render/" + moved, dry.formatted(1)).join();
    assertThat(pinned.statusCode()).isEqualTo(404);
    assertThat(pinned.body()).contains("UnknownEndpoint", "ai-workloads/other");
  }

  @Test
  void aStreamEndsWithTheRevisionItCameFrom() {
    var response = render("{\"variables\": {\"Diff\": \"x\"}, \"maxTokens\": 8, \"stream\": true}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var events = ServerSentEvents.of(response.body());
    assertThat(events.getLast().name()).isEqualTo("done");
    assertThat(response.body())
        .contains("data: {\"template\":\"ai-workloads/review\",\"revision\":1,\"inputTokens\":");
  }

  @Test
  void whatIsKnownIsRenderedWhileTheOperatorIsAway() {
    var dry = "{\"variables\": {\"Diff\": \"x\"}, \"dryRun\": true}";
    assertThat(render(dry).statusCode()).isEqualTo(200);

    control.refuseWith(503);

    assertThat(render(dry).statusCode()).isEqualTo(200);
    var other = sidecar.post("/render/ai-workloads/other", "{}").join();
    assertThat(other.statusCode()).isEqualTo(503);
    assertThat(other.body()).contains("TemplateNotReady", "the operator answered 503");
  }

  @Test
  void whatATemplateMakesOfVariablesCannotBeTooLarge() {
    var prompts = control.prompts();
    prompts.put(
        REVIEW,
        "template: '{{$s := .S}}{{range 24}}{{$s = print $s $s}}{{end}}{{$s}}',"
            + " variables: [{name: 'S', default: 'ab'}]");
    var large = render("{\"variables\": {}}");
    assertThat(large.statusCode()).as(large.body()).isEqualTo(400);
    assertThat(large.body()).contains("the prompt can't be rendered", "exceeded maximum");

    var many = "{\"variables\": {\"S\": [" + "0,".repeat(60_000) + "0]}}";
    assertThat(render(many).body()).contains("variables: hold more than 50000 values");
    var huge = "{\"variables\": {\"S\": \"" + "a".repeat(2_200_000) + "\"}}";
    assertThat(render(huge).statusCode()).isEqualTo(413);
    assertThat(render(huge).body()).contains("2097152 bytes", "spec.sidecar.maxBodyBytes");
    prompts.put(TemplateName.parse("ai-workloads/empty"), "template: '{{if false}}x{{end}}\u00a0'");
    var empty = sidecar.post("/render/ai-workloads/empty", "{}").join();
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(empty.body()).contains("comes out empty");
  }

  @Test
  void aHostileTemplateHoldsUpNobodyElse() {
    var hostile = TemplateName.parse("ai-workloads/hostile");
    control
        .prompts()
        .put(
            hostile,
            """
            template: '{{range 5000}}{{range 5000}}{{if eq $.S "b"}}x{{end}}{{end}}{{end}}',
            variables: [{name: 'S', default: 'a'},
                        {name: 'P', pattern: '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b'}]\
            """);
    var pattern = "{\"variables\": {\"P\": \"" + "a".repeat(300) + "\"}}";
    assertThat(sidecar.post("/render/" + hostile, pattern).join().body())
        .contains("variables.P: takes too long to hold against its pattern");
    assertThat(render("{\"variables\": {\"Diff\": \"x\"}, \"maxTokens\": 8}").statusCode())
        .isEqualTo(200);

    var attacks =
        IntStream.range(0, 40)
            .mapToObj(i -> sidecar.post("/render/" + hostile, "{\"variables\": {\"P\": \"b\"}}"))
            .toList();
    var calls =
        List.of(
            sidecar.invokeLater(TestSidecar.message("Hi", 8)),
            sidecar.post("/render/" + REVIEW, "{\"variables\": {\"Diff\": \"x\"}}"));

    calls.forEach(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    assertThat(attacks).as("calls did not wait for them").anyMatch(each -> !each.isDone());
    assertThat(attacks.stream().map(CompletableFuture::join))
        .allSatisfy(
            each ->
                assertThat(each.body())
                    .containsAnyOf("exceeded maximum of 600000 steps", "too many prompts wait"))
        .anySatisfy(each -> assertThat(each.statusCode()).isEqualTo(400))
        .anySatisfy(each -> assertThat(each.statusCode()).isEqualTo(503));
  }
}
