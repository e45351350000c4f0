package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** Converse and ConverseStream in Bedrock's own form, from an AWS SDK to the bill. */
class NativeConverseTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EndpointName OTHER = new EndpointName("ai-workloads", "other");
  private static final String CONVERSE = "/model/claude-haiku/converse";
  private static final String STREAM = "/model/claude-haiku/converse-stream";

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

  private ScriptedBedrock scripted() {
    return opened(new ScriptedBedrock());
  }

  private SimulatedBedrock simulated() {
    return opened(new SimulatedBedrock());
  }

  private void serve(DeskEndpoint... endpoints) {
    var names = new ArrayList<String>();
    for (var each : endpoints) {
      names.add(each.name().toString());
    }
    control = opened(new TestControl(certificate, endpoints));
    sidecar =
        opened(
            TestSidecar.start(
                    control,
                    directory.resolve("pod"),
                    Map.of("K8S_AI_ENDPOINTS", String.join(",", names)))
                .ready());
  }

  private BedrockRuntimeClient sdk() {
    return opened(
        BedrockRuntimeClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + sidecar.modelPort()))
            .region(Region.US_EAST_1)
            .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAX", "x")))
            .build());
  }

  private static Message user(String text) {
    return Message.builder().role("user").content(ContentBlock.fromText(text)).build();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String hi(String more) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  @Test
  void anAwsSdkConversesAndTheBillIsBooked() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).build());

    var response =
        sdk()
            .converse(
                r ->
                    r.modelId("ai-workloads/claude-haiku")
                        .messages(user("Say hello"))
                        .inferenceConfig(i -> i.maxTokens(16)));

    assertThat(response.output().message().content().getFirst().text())
        .startsWith("You said: Say hello");
    assertThat(response.responseMetadata().requestId()).isNotBlank();
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isPositive()
        .isEqualTo(bedrock.billedNanoDollars());
  }

  @Test
  void bedrocksBytesAndItsRequestIdComeBackAsTheyCame() {
    var answer =
        "{ \"stopReason\":\"end_turn\",\"new\" : [1, 2], \"output\":{\"message\":{\"role\":"
            + "\"assistant\",\"content\":[{\"text\":\"\\u0048i\"}]}},\"usage\":{\"inputTokens\":10,"
            + "\"outputTokens\":2,\"totalTokens\":12},\"metrics\":{\"latencyMs\":1}}";
    serve(new TestEndpoint(scripted().ok(answer).url()).build());

    var response = sidecar.post(CONVERSE, hi("")).join();

    assertThat(response.body()).isEqualTo(answer);
    assertThat(response.headers().firstValue("x-amzn-requestid")).contains("r-1");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().firstValue("x-model-endpoint"))
        .contains("ai-workloads/claude-haiku");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/model/claude-haiku/converse",
        "/model/ai-workloads.claude-haiku/converse",
        "/model/ai-workloads%2Fclaude-haiku/converse",
        "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/converse",
        "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse",
        "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/converse",
        "/endpoints/ai-workloads/claude-haiku/model/whatever/converse"
      })
  void theModelsIdOrTheRouteNamesTheEndpoint(String path) {
    serve(new TestEndpoint(scripted().ok().url()).build());
    assertThat(sidecar.post(path, hi("")).join().statusCode()).isEqualTo(200);
  }

  @Test
  void anUnknownModelIsToldWithWhatThePodMayUse() {
    serve(new TestEndpoint(scripted().ok().url()).build());
    assertThatThrownBy(() -> sdk().converse(r -> r.modelId("nova").messages(user("Hi"))))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("ai-workloads/claude-haiku");
  }

  @ParameterizedTest
  @CsvSource({
    "/model/claude-haiku/converses, 404, UnknownOperationException",
    "/model/converse, 404, UnknownOperationException",
    "/model/no%2Fsuch/converse, 404, ResourceNotFoundException"
  })
  void aWrongPathIsToldInBedrocksForm(String path, int status, String type) {
    serve(new TestEndpoint(scripted().ok().url()).build());
    var response = sidecar.post(path, hi("")).join();
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-amzn-errortype")).contains(type);
    assertThat(json(response.body()).path("message").asText()).isNotEmpty();
  }

  @Test
  void anOperationThatIsNotServedIsToldToAwsSdksInBedrocksForm() {
    serve(new TestEndpoint(scripted().ok().url()).build());
    var response = sidecar.post("/async-invoke", "{}", Map.of("amz-sdk-invocation-id", "1")).join();
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("x-amzn-errortype"))
        .contains("UnknownOperationException");
    assertThat(json(response.body()).path("message").asText()).contains("/async-invoke");
  }

  @Test
  void thinkingIsPassedOnWithTheTemperatureThatItHas() {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).maxTokens(64).build());
    var thinking =
        "\"additionalModelRequestFields\":{\"thinking\":"
            + "{\"type\":\"enabled\",\"budget_tokens\":1024}},"
            + "\"inferenceConfig\":{\"temperature\":%s}";

    var response = sidecar.post(CONVERSE, hi(thinking.formatted("1.0"))).join();

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(
            json(bedrock.bodies().getFirst())
                .at("/additionalModelRequestFields/thinking/budget_tokens")
                .asInt())
        .isEqualTo(1024);
    var refused = sidecar.post(CONVERSE, hi(thinking.formatted("0.5"))).join();
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("inferenceConfig.temperature");
  }

  @Test
  void allThatMayBeSaidIsPassedOn() {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).maxTokens(64).build());
    var members =
        """
        "system":[{"text":"Be brief"},{"cachePoint":{"type":"default"}}],
        "toolConfig":{"tools":[{"toolSpec":{"name":"t","inputSchema":{"json":{"type":"object"}}}}],
        "toolChoice":{"any":{}}},
        "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":
        {"schema":"{}"}}}},
        "additionalModelRequestFields":{"top_k":5,"anthropic_beta":["interleaved-thinking-2025-05-14"]},
        "additionalModelResponseFieldPaths":["/stop_sequence"]\
        """;

    var response =
        sidecar
            .post(
                CONVERSE,
                hi(
                    members
                        + ",\"inferenceConfig\":{\"maxTokens\":4000,\"temperature\":0.50,"
                        + "\"stopSequences\":[\"x\"]},\"serviceTier\":{\"type\":\"default\"},"
                        + "\"performanceConfig\":{\"latency\":\"standard\"}"))
            .join();

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var sent = json(bedrock.bodies().getFirst());
    json("{" + members + "}")
        .properties()
        .forEach(each -> assertThat(sent.path(each.getKey())).isEqualTo(each.getValue()));
    assertThat(sent.path("inferenceConfig"))
        .isEqualTo(json("{\"maxTokens\":64,\"temperature\":0.50,\"stopSequences\":[\"x\"]}"));
    assertThat(sent.has("serviceTier")).isFalse();
    assertThat(bedrock.headers().getFirst().get("authorization")).contains("AKIATEST");
  }

  @Test
  void aCallersMetadataIsMergedWithOurs() {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).build());

    sidecar.post(CONVERSE, hi("\"requestMetadata\":{\"team\":\"a b\"}")).join();

    var metadata = json(bedrock.bodies().getFirst()).path("requestMetadata");
    assertThat(metadata.path("team").asText()).isEqualTo("a b");
    assertThat(metadata.path("workload").asText()).isEqualTo("Deployment/web");
    assertThat(metadata.path("endpoint").asText()).isEqualTo("ai-workloads/claude-haiku");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"serviceTier\":{\"type\":\"priority\"} | serviceTier.type: must be default",
        "\"performanceConfig\":{\"latency\":\"optimized\"} | performanceConfig.latency: must be",
        "\"projectIdentifier\":\"default\" | projectIdentifier: is the endpoint's to choose",
        "\"promptVariables\":{\"a\":{\"text\":\"b\"}} | promptVariables: belongs to a prompt",
        "\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_grounding\"}}]} | systemTool",
        "\"additionalModelRequestFields\":{\"speed\":\"fast\"} | speed: is not known",
        "\"additionalModelRequestFields\":{\"anthropic_beta\":[\"context-1m-2025-08-07\"]} |"
            + " context-1m-2025-08-07 may change the price",
        "\"additionalModelRequestFields\":{\"inferenceConfig\":{\"topK\":3}} | does not take",
        "\"additionalModelRequestFields\":{\"thinking\":{\"type\":\"enabled\"}} | budget_tokens: is"
            + " missing",
        "\"outputConfig\":{\"effort\":\"high\"} | outputConfig.effort: model",
        "\"requestMetadata\":{\"a\":\"\\u00e9\"} | requestMetadata.a: name and value",
        "\"requestMetadata\":{\"workload\":\"mine\"} | requestMetadata.workload: can't be set",
        "\"guardrailConfig\":{\"streamProcessingMode\":\"async\"} | must be sync",
        "\"guardrailConfig\":{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\"} | carry no"
            + " guardrail",
        "\"inferenceConfig\":{\"maxTokens\":0} | inferenceConfig.maxTokens: must be",
        "\"inferenceConfig\":{\"topK\":1} | inferenceConfig.topK: is not known",
        "\"surprise\":1 | surprise: is not known"
      })
  void whatCanChangeThePriceIsRefusedByName(String member, String message) {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).build());

    var response = sidecar.post(CONVERSE, hi(member)).join();

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-amzn-errortype")).contains("ValidationException");
    assertThat(json(response.body()).path("message").asText()).contains(message);
    assertThat(bedrock.bodies()).isEmpty();
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void moreMetadataThanBedrockTakesIsRefused() {
    serve(new TestEndpoint(scripted().ok().url()).build());
    var entries = new StringBuilder("\"a\":\"0\"");
    for (var i = 1; i < 13; i++) {
      entries.append(",\"a" + i + "\":\"" + i + "\"");
    }
    var response = sidecar.post(CONVERSE, hi("\"requestMetadata\":{" + entries + "}")).join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("requestMetadata: must hold at most 11");
  }

  @Test
  void theEndpointsGuardrailMayBeNamedAndNoOther() {
    var bedrock = scripted().ok();
    serve(
        new TestEndpoint(bedrock.url())
            .guardrail(TestEndpoint.GUARDRAIL)
            .guardrailPolicy("strict")
            .build());
    var own =
        "\"guardrailConfig\":{\"guardrailIdentifier\":\"arn:aws:bedrock:us-east-1:123456789012:"
            + "guardrail/gr1\",\"guardrailVersion\":\"3\",\"trace\":\"disabled\"}";

    assertThat(sidecar.post(CONVERSE, hi(own)).join().statusCode()).isEqualTo(200);
    assertThat(json(bedrock.bodies().getFirst()).path("guardrailConfig"))
        .isEqualTo(
            json(
                "{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"3\",\"trace\":\"enabled\"}"));
    for (var other : List.of(own.replace("gr1", "gr2"), own.replace("\"3\"", "\"DRAFT\""))) {
      var response = sidecar.post(CONVERSE, hi(other)).join();
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("guardrailConfig: ", "the guardrail of policy strict");
    }
    var hidden = sidecar.post(CONVERSE, hi("\"additionalModelResponseFieldPaths\":[\"/content\"]"));
    assertThat(hidden.join().body()).contains("additionalModelResponseFieldPaths[0]: may hold");
    assertThat(bedrock.bodies()).hasSize(1);
  }

  @Test
  void bedrocksErrorKeepsItsTypeMessageAndRequestId() {
    serve(new TestEndpoint(scripted().error(400, "ValidationException").url()).build());
    assertThatThrownBy(() -> sdk().converse(r -> r.modelId("claude-haiku").messages(user("Hi"))))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("scripted");
              assertThat(e.requestId()).isEqualTo("r-1");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDeniedException",
    "404, ResourceNotFoundException",
    "424, ModelErrorException",
    "408, ModelTimeoutException"
  })
  void bedrocksStatusComesBack(int status, String type) {
    serve(new TestEndpoint(scripted().error(status, type).url()).build());
    var response = sidecar.post(CONVERSE, hi("")).join();
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-amzn-errortype")).contains(type);
    assertThat(response.body()).isEqualTo("{\"message\":\"scripted\"}");
  }

  @Test
  void aSpentBudgetIsAQuotaThatNoSdkTriesAgain() {
    serve(new TestEndpoint(scripted().ok().url()).daily("0.000001").build());
    assertThatThrownBy(() -> sdk().converse(r -> r.modelId("claude-haiku").messages(user("Hi"))))
        .isInstanceOf(ServiceQuotaExceededException.class);
    var response = sidecar.post(CONVERSE, hi("")).join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void aUsedUpRateIsThrottlingWithTheTimeToWait() {
    serve(new TestEndpoint(scripted().ok().url()).requestsPerMinute(1).build());
    assertThat(sidecar.post(CONVERSE, hi("")).join().statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> sdk().converse(r -> r.modelId("claude-haiku").messages(user("Hi"))))
        .isInstanceOf(ThrottlingException.class);
    var response = sidecar.post(CONVERSE, hi("")).join();
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void framesGoOutAsTheyCame() {
    var frames = Frames.answering("Hel", "lo");
    serve(new TestEndpoint(scripted().stream(frames).url()).build());

    var response = sidecar.postForBytes(STREAM, hi(""));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/vnd.amazon.eventstream");
    assertThat(response.headers().firstValue("x-amzn-requestid")).contains("r-1");
    assertThat(response.body()).isEqualTo(frames.bytes().getBytes());
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.000022"));
  }

  @Test
  void whatFailsBeforeTheStreamHasAStatusOfItsOwn() {
    serve(new TestEndpoint(scripted().error(404, "ResourceNotFoundException").url()).build());
    var response = sidecar.post(STREAM, hi("")).join();
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("{\"message\":\"scripted\"}");
  }

  @Test
  void aStreamsExceptionIsItsLastFrameAndTheWorstCaseIsBooked() {
    var broken = new Frames().begun().delta("Hel").exception("modelStreamErrorException", "broken");
    serve(new TestEndpoint(scripted().stream(broken).url()).build());

    var events = EventFrames.of(sidecar.postForBytes(STREAM, hi("")).body());

    assertThat(EventFrames.types(events))
        .containsExactly("messageStart", "contentBlockDelta", "modelStreamErrorException");
    assertThat(events.getLast().kind()).isEqualTo("exception");
    assertThat(events.getLast().payload().path("message").asText()).isEqualTo("broken");
    sidecar.drain();
    assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(Money.ZERO);
  }

  @Test
  void aTornStreamEndsWithAnExceptionOfOurs() {
    serve(
        new TestEndpoint(scripted().tornStream(new Frames().begun().delta("Hel").bytes()).url())
            .build());
    var events = EventFrames.of(sidecar.postForBytes(STREAM, hi("")).body());
    assertThat(EventFrames.types(events)).endsWith("internalServerException");
  }

  @Test
  void aCallerThatHangsUpInMidStreamPaysForTheWholeOfIt() throws IOException {
    var bedrock = scripted();
    bedrock.paced(
        300,
        new Frames().begun().delta("Hel"),
        new Frames().delta("lo"),
        new Frames().blockStop().stop("end_turn").metadata());
    serve(new TestEndpoint(bedrock.url()).build());
    var body = hi("");
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
      caller
          .getOutputStream()
          .write(
              ("POST "
                      + STREAM
                      + " HTTP/1.1\r\nhost: x\r\ncontent-length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(caller.getInputStream().read()).isEqualTo('H');
    }
    await().until(() -> sidecar.health("/metrics").contains("proxy_calls_in_flight 0"));
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.000022"));
  }

  private GuardrailUse guardrail(SimulatedBedrock bedrock, boolean checksTools) {
    var price =
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    return new GuardrailUse(bedrock.guardrail("Not this.", "Nor that."), "1", price, checksTools);
  }

  @Test
  void aTraceTellsWhatWasDoneAndNotWhatWasFound() {
    var bedrock = simulated();
    var use = guardrail(bedrock, false);
    serve(
        new TestEndpoint(bedrock.simulator().url()).maxTokens(256).guardrail(use).build(),
        new TestEndpoint(bedrock.simulator().url()).named(OTHER).build());
    var mail = hi("").replace("Hi", "I am ada@example.org");

    var whole = json(sidecar.post(CONVERSE, mail).join().body());
    var frames = EventFrames.of(sidecar.postForBytes(STREAM, mail).body());

    for (var answer : List.of(whole, frames.getLast().payload())) {
      assertThat(answer.toString()).doesNotContain("ada@example.org");
      var found =
          answer.at(
              "/trace/guardrail/inputAssessment/"
                  + use.id()
                  + "/sensitiveInformationPolicy/piiEntities/0");
      assertThat(found.path("type").asText()).isEqualTo("EMAIL");
      assertThat(found.path("action").asText()).isEqualTo("ANONYMIZED");
      assertThat(found.path("match").asText()).isEqualTo("***");
    }
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isPositive()
        .isEqualTo(bedrock.billedNanoDollars());
  }

  @Test
  void anInterventionIsBedrocksOwnAnswer() {
    var bedrock = simulated();
    serve(
        new TestEndpoint(bedrock.simulator().url())
            .maxTokens(256)
            .guardrail(guardrail(bedrock, false))
            .build());
    var attack = hi("").replace("Hi", "This is classified");

    var whole = json(sidecar.post(CONVERSE, attack).join().body());
    var frames = EventFrames.of(sidecar.postForBytes(STREAM, attack).body());

    assertThat(whole.path("stopReason").asText()).isEqualTo("guardrail_intervened");
    assertThat(whole.at("/output/message/content/0/text").asText()).isEqualTo("Not this.");
    assertThat(EventFrames.text(frames)).isEqualTo("Not this.");
    assertThat(frames.getLast().type()).isEqualTo("metadata");
  }

  private static String toolResult(String text) {
    return """
    {"messages":[{"role":"user","content":[{"text":"Who?"}]},
    {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"lookup","input":{}}}]},
    {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"%s"}]}}]}],
    "toolConfig":{"tools":[{"toolSpec":{"name":"lookup","inputSchema":{"json":
    {"type":"object"}}}}]}}\
    """
        .formatted(text);
  }

  private static void assertIsWholeStream(List<EventFrames.Event> frames, String message) {
    assertThat(EventFrames.types(frames))
        .startsWith("messageStart")
        .endsWith("contentBlockStop", "messageStop", "metadata");
    assertThat(EventFrames.text(frames)).endsWith(message);
    assertThat(frames.get(frames.size() - 2).payload().path("stopReason").asText())
        .isEqualTo("guardrail_intervened");
    assertThat(frames.getLast().payload().at("/usage/totalTokens").isNumber()).isTrue();
  }

  @Test
  void aToolResultThatIsBlockedIsAnsweredInBedrocksForm() {
    var bedrock = simulated();
    serve(
        new TestEndpoint(bedrock.simulator().url())
            .maxTokens(256)
            .guardrail(guardrail(bedrock, true))
            .build());

    var whole = sidecar.post(CONVERSE, toolResult("That is classified")).join();
    var frames = EventFrames.of(sidecar.postForBytes(STREAM, toolResult("classified")).body());

    assertThat(json(whole.body()))
        .isEqualTo(
            json(
                """
                {"output":{"message":{"role":"assistant","content":[{"text":"Not this."}]}},
                "stopReason":"guardrail_intervened",
                "usage":{"inputTokens":0,"outputTokens":0,"totalTokens":0},
                "metrics":{"latencyMs":0}}\
                """));
    assertIsWholeStream(frames, "Not this.");
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isPositive()
        .isEqualTo(bedrock.billedNanoDollars());
  }

  @Test
  void aToolsInputThatIsBlockedIsReplacedWithinTheStream() {
    var bedrock = simulated();
    serve(
        new TestEndpoint(bedrock.simulator().url())
            .maxTokens(256)
            .guardrail(guardrail(bedrock, true))
            .build());
    bedrock
        .simulator()
        .control(
            "POST",
            "scripts",
            "{\"content\":[{\"text\":\"Let me see.\"},{\"toolUse\":{\"toolUseId\":\"t2\",\"name\":"
                + "\"lookup\",\"input\":{\"q\":\"classified\"}}}]}");

    var frames = EventFrames.of(sidecar.postForBytes(STREAM, toolResult("fine")).body());

    assertIsWholeStream(frames, "Nor that.");
    assertThat(EventFrames.text(frames)).startsWith("Let me see.");
    assertThat(
            frames.stream()
                .filter(each -> each.payload().path("delta").has("text"))
                .map(each -> each.payload().path("contentBlockIndex").asInt())
                .distinct())
        .containsExactly(0, 1);
    assertThat(frames.toString()).doesNotContain("classified");
  }

  @Test
  void aLongSignatureIsTakenAndNotPassedOn() {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).build());
    var response =
        sidecar
            .post(
                CONVERSE,
                hi(""),
                Map.of(
                    "x-amz-security-token",
                    "t".repeat(12_000),
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIAOTHER/x"))
            .join();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(bedrock.headers().getFirst().contains("x-amz-security-token")).isFalse();
    assertThat(bedrock.headers().getFirst().get("authorization")).doesNotContain("AKIAOTHER");
  }
}
