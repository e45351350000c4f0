package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** InvokeModel, CountTokens and ApplyGuardrail in Bedrock's own form, from HTTP to the bill. */
class NativeInvokeTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EndpointName OTHER = new EndpointName("ai-workloads", "other");
  private static final String INVOKE = "/model/claude-haiku/invoke";
  private static final String STREAM = "/model/claude-haiku/invoke-with-response-stream";
  private static final String CLAUDE =
      "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":%d,\"messages\":[{\"role\":"
          + "\"user\",\"content\":\"%s\"}]%s}";

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

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String claude(int maxTokens, String text) {
    return CLAUDE.formatted(maxTokens, text, "");
  }

  private static String claude(String more) {
    return CLAUDE.formatted(64, "Hi", "," + more);
  }

  private static List<JsonNode> chunks(byte[] stream) {
    return EventFrames.of(stream).stream()
        .map(
            each ->
                json(
                    new String(
                        Base64.getDecoder().decode(each.payload().path("bytes").asText()),
                        StandardCharsets.UTF_8)))
        .toList();
  }

  private void assertSpentIsBilled(SimulatedBedrock bedrock) {
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isPositive()
        .isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void anAwsSdkInvokesClaudeAndTheBillIsBooked() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).build());

    var response =
        sdk()
            .invokeModel(
                r ->
                    r.modelId("ai-workloads/claude-haiku")
                        .body(SdkBytes.fromUtf8String(claude(16, "Say hello"))));

    assertThat(json(response.body().asUtf8String()).at("/content/0/text").asText())
        .startsWith("You said: Say hello");
    assertThat(response.contentType()).isEqualTo("application/json");
    assertThat(response.sdkHttpResponse().firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .isPresent();
    assertSpentIsBilled(bedrock);
  }

  @Test
  void aStreamIsPassedOnAndBookedOnItsLastChunk() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).build());

    var response = sidecar.postForBytes(STREAM, claude(16, "Say hello"));

    assertThat(response.headers().firstValue("x-amzn-bedrock-content-type"))
        .contains("application/json");
    var chunks = chunks(response.body());
    assertThat(chunks.getFirst().path("type").asText()).isEqualTo("message_start");
    assertThat(chunks.getLast().path("type").asText()).isEqualTo("message_stop");
    assertThat(chunks.getLast().has("amazon-bedrock-invocationMetrics")).isTrue();
    assertSpentIsBilled(bedrock);
  }

  @Test
  void bedrocksBytesComeBackAndMaxTokensAloneIsChanged() {
    var answer =
        "{\"content\":[], \"stop_reason\" : \"end_turn\",\"usage\":{\"input_tokens\":10,"
            + "\"output_tokens\":2}}";
    var bedrock = scripted().ok(answer);
    serve(new TestEndpoint(bedrock.url()).maxTokens(50).build());
    var body = claude(4_000, "Hi");

    assertThat(sidecar.post(INVOKE, body).join().body()).isEqualTo(answer);

    assertThat(bedrock.bodies().getFirst()).isEqualTo(body.replace("4000", "50"));
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.parse("0.000022"));
  }

  @Test
  void cachedTokensArePricedAsTheBodysUsageTellsThem() {
    serve(
        new TestEndpoint(
                scripted()
                    .ok(
                        "{\"content\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":2,"
                            + "\"cache_read_input_tokens\":100,\"cache_creation_input_tokens\":50,"
                            + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":20,"
                            + "\"ephemeral_1h_input_tokens\":30}}}")
                    .url())
            .build());
    var endpoint = new TestEndpoint("http://127.0.0.1:1").build();

    var body =
        claude(
            "\"system\":[{\"type\":\"text\",\"text\":\"S\",\"cache_control\":{\"type\":"
                + "\"ephemeral\",\"ttl\":\"1h\"}}]");
    assertThat(sidecar.post(INVOKE, body).join().statusCode()).isEqualTo(200);

    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU))
        .isEqualTo(
            endpoint.limits().pricing().cost(new Usage(10, 2, 100, 20, 30, GuardrailUnits.NONE)));
  }

  @Test
  void anAnswerThatDoesNotTellItsUsageIsBookedAtItsWorstCase() {
    serve(new TestEndpoint(scripted().ok("{\"content\":[]}").url()).build());
    assertThat(sidecar.post(INVOKE, claude(64, "Hi")).join().statusCode()).isEqualTo(200);
    sidecar.drain();
    assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(Money.parse("0.0003"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"anthropic_beta\":[\"context-1m-2025-08-07\"] | context-1m-2025-08-07 may change",
        "\"service_tier\":\"priority\" | service_tier: is not known",
        "\"speed\":\"fast\" | speed: is not known",
        "\"amazon-bedrock-guardrailConfig\":{\"tagSuffix\":\"x\"} | guardrailConfig: is not known",
        "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"s\"}] | tools[0].type: must be"
            + " custom",
        "\"max_tokens\":7 | max_tokens: is there twice"
      })
  void whatCanChangeThePriceIsRefusedByName(String member, String message) {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).build());
    var response = sidecar.post(INVOKE, claude(member)).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-amzn-errortype")).contains("ValidationException");
    assertThat(json(response.body()).path("message").asText()).contains(message);
    assertThat(bedrock.bodies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amzn-Bedrock-Service-Tier, priority",
    "X-Amzn-Bedrock-PerformanceConfig-Latency, optimized",
    "X-Amzn-Bedrock-ProjectIdentifier, default",
    "X-Amzn-Bedrock-GuardrailIdentifier, gr2",
    "X-Amzn-Bedrock-Request-Metadata, no"
  })
  void aHeaderThatCantBeHonouredIsRefusedByName(String name, String value) {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).build());
    var response = sidecar.post(INVOKE, claude(8, "Hi"), Map.of(name, value)).join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).path("message").asText()).startsWith(name);
    assertThat(bedrock.bodies()).isEmpty();
  }

  @Test
  void theGuardrailAndTheLabelGoInHeaders() {
    var bedrock =
        scripted()
            .ok(
                "{\"content\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":2},"
                    + "\"amazon-bedrock-guardrailAction\":\"NONE\",\"amazon-bedrock-trace\":"
                    + "{\"guardrail\":{\"input\":{\"gr1\":{\"sensitiveInformationPolicy\":"
                    + "{\"piiEntities\":[{\"type\":\"EMAIL\",\"match\":\"ada@example.org\","
                    + "\"action\":\"ANONYMIZED\"}]},\"invocationMetrics\":{\"usage\":"
                    + "{\"contentPolicyUnits\":1}}}},\"outputs\":[{\"gr1\":{\"invocationMetrics\":"
                    + "{\"usage\":{\"contentPolicyUnits\":1}}}}]}}}");
    var endpoint =
        new TestEndpoint(bedrock.url())
            .guardrail(TestEndpoint.GUARDRAIL.filteringPromptAttacks(false))
            .build();
    serve(endpoint);

    var response =
        sidecar
            .post(
                INVOKE,
                claude(8, "Hi"),
                Map.of("X-Amzn-Bedrock-Request-Metadata", "{\"team\":\"a\"}"))
            .join();

    assertThat(response.body()).doesNotContain("ada@example.org").contains("ANONYMIZED");
    var headers = bedrock.headers().getFirst();
    assertThat(headers.get("X-Amzn-Bedrock-GuardrailIdentifier")).isEqualTo("gr1");
    assertThat(headers.get("X-Amzn-Bedrock-GuardrailVersion")).isEqualTo("3");
    assertThat(headers.get("authorization")).contains("x-amzn-bedrock-guardrailversion");
    var metadata = json(headers.get("X-Amzn-Bedrock-Request-Metadata"));
    assertThat(metadata.path("team").asText()).isEqualTo("a");
    assertThat(metadata.path("call").asText()).isNotEmpty();
    assertThat(metadata.path("workload").asText()).isEqualTo("Deployment/web");
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU))
        .isEqualTo(
            endpoint
                .limits()
                .pricing()
                .cost(Usage.ofTokens(10, 2).withGuardrail(new GuardrailUnits(2, 0, 0, 0, 0, 0))));
  }

  private GuardrailUse guardrail(SimulatedBedrock bedrock, boolean checksTools) {
    var price =
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    return new GuardrailUse(bedrock.guardrail("Not this.", "Nor that."), "1", price, checksTools);
  }

  @Test
  void aGuardedStreamIsBookedAndTellsNothingOfWhatWasFound() {
    var bedrock = simulated();
    serve(
        new TestEndpoint(bedrock.simulator().url())
            .maxTokens(256)
            .guardrail(guardrail(bedrock, false))
            .build());
    var stream = sidecar.postForBytes(STREAM, claude(64, "I am ada@example.org")).body();
    var whole = sidecar.post(INVOKE, claude(64, "I am ada@example.org")).join().body();
    assertThat(chunks(stream).toString()).contains("ANONYMIZED").doesNotContain("ada@example");
    assertThat(whole).contains("ANONYMIZED").doesNotContain("ada@example");
    assertSpentIsBilled(bedrock);
  }

  private static String toolResult(String text) {
    return """
    {"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[
    {"role":"user","content":"Who?"},
    {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"lookup","input":{}}]},
    {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"%s"}]}],
    "tools":[{"name":"lookup","input_schema":{"type":"object"}}]}\
    """
        .formatted(text);
  }

  @Test
  void toolResultsAreCheckedMaskedAndBlockedInTheVendorsForm() {
    var bedrock = simulated();
    serve(
        new TestEndpoint(bedrock.simulator().url())
            .maxTokens(256)
            .guardrail(guardrail(bedrock, true))
            .build());

    var passed = sidecar.post(INVOKE, toolResult("Ada, ada@example.org")).join();
    var blocked = json(sidecar.post(INVOKE, toolResult("classified")).join().body());
    var stream = chunks(sidecar.postForBytes(STREAM, toolResult("classified")).body());

    assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
    assertThat(passed.body()).doesNotContain("ada@example.org");
    assertThat(blocked.at("/content/0/text").asText()).isEqualTo("Not this.");
    assertThat(blocked.path("amazon-bedrock-guardrailAction").asText()).isEqualTo("INTERVENED");
    assertThat(stream.stream().map(each -> each.path("type").asText()))
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(stream.get(2).at("/delta/text").asText()).isEqualTo("Not this.");
    assertSpentIsBilled(bedrock);
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
    var stream = chunks(sidecar.postForBytes(STREAM, toolResult("fine")).body());
    assertThat(stream.toString()).contains("Let me s", "Nor that.").doesNotContain("classified");
    assertThat(stream.getLast().path("type").asText()).isEqualTo("message_stop");
    assertSpentIsBilled(bedrock);
  }

  @Test
  void aBodyOfAnotherVendorIsRefused() {
    serve(new TestEndpoint(scripted().ok().url()).build());
    assertThatThrownBy(
            () ->
                sdk()
                    .invokeModel(
                        r ->
                            r.modelId("claude-haiku")
                                .body(SdkBytes.fromUtf8String("{\"inputText\":\"Hello\"}"))))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("inputText: is not known");
  }

  @Test
  void tokensAreCountedForNothing() {
    var bedrock = simulated();
    serve(new TestEndpoint(bedrock.simulator().url()).requestsPerMinute(1).build());

    var message = Message.builder().role("user").content(ContentBlock.fromText("Hello")).build();
    var response =
        sdk()
            .countTokens(
                r ->
                    r.modelId("claude-haiku")
                        .input(CountTokensInput.fromConverse(c -> c.messages(message))));

    assertThat(response.inputTokens()).isPositive();
    var second =
        sidecar
            .post(
                "/model/claude-haiku/count-tokens", "{\"input\":{\"converse\":{\"messages\":[]}}}")
            .join();
    assertThat(second.statusCode()).isEqualTo(429);
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(bedrock.billedNanoDollars()).isZero();
  }

  @Test
  void theEndpointsGuardrailIsAppliedAndPaid() {
    var bedrock = simulated();
    var use = guardrail(bedrock, false);
    serve(
        new TestEndpoint(bedrock.simulator().url()).guardrail(use).guardrailPolicy("pii").build(),
        new TestEndpoint(bedrock.simulator().url()).named(OTHER).build());

    var response =
        sdk()
            .applyGuardrail(
                r ->
                    r.guardrailIdentifier(use.id())
                        .guardrailVersion("1")
                        .source("INPUT")
                        .content(
                            GuardrailContentBlock.fromText(t -> t.text("I am ada@example.org"))));

    assertThat(response.actionAsString()).isEqualTo("GUARDRAIL_INTERVENED");
    assertThat(response.outputs().getFirst().text()).isEqualTo("I am {EMAIL}");
    var found =
        response.assessments().getFirst().sensitiveInformationPolicy().piiEntities().getFirst();
    assertThat(found.match()).isEqualTo("***");
    assertThat(found.typeAsString()).isEqualTo("EMAIL");
    assertSpentIsBilled(bedrock);
  }

  @Test
  void anotherGuardrailIsNotApplied() {
    var bedrock = scripted().ok();
    serve(new TestEndpoint(bedrock.url()).guardrail(TestEndpoint.GUARDRAIL).build());
    assertThatThrownBy(
            () ->
                sdk()
                    .applyGuardrail(
                        r ->
                            r.guardrailIdentifier("gr1")
                                .guardrailVersion("DRAFT")
                                .source("INPUT")
                                .content(GuardrailContentBlock.fromText(t -> t.text("x")))))
        .isInstanceOf(ResourceNotFoundException.class);
    var routed =
        sidecar
            .post(
                "/endpoints/ai-workloads/claude-haiku/guardrail/gr2/version/3/apply",
                "{\"source\":\"INPUT\",\"content\":[{\"text\":{\"text\":\"x\"}}]}")
            .join();
    assertThat(routed.statusCode()).isEqualTo(400);
    assertThat(bedrock.bodies()).isEmpty();
  }
}
