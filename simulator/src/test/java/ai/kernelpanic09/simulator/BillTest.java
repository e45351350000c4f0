package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.simulator.bill.Bill;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointType;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/** What is billed, to the nano-dollar, and what is not. */
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class BillTest {
  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String GLOBAL_HAIKU = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String NOVA = "amazon.nova-micro-v1:0";

  private DemoAccount world;
  private BedrockRuntimeClient runtime;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
    runtime = world.runtime(world.assume("ai-workloads.claude-haiku"));
  }

  @AfterEach
  void stop() {
    runtime.close();
    world.close();
  }

  @Test
  void theQuickstartsCallCostsWhatTheQuickstartSays() {
    control(
        "scripts",
        "{\"modelId\":\"*\",\"text\":\"Fine.\",\"inputTokens\":24,\"outputTokens\":51,\"times\":0}");
    assertThat(converse(HAIKU).usage().totalTokens()).isEqualTo(75);
    assertThat(billed()).isEqualTo(24 * 1_100 + 51 * 5_500);
    converse(GLOBAL_HAIKU);
    var byModel = world.simulator().bill().by(Bill.Cut.MODEL);
    assertThat(byModel.get(GLOBAL_HAIKU))
        .satisfies(t -> assertThat(t.billedNanoDollars()).isEqualTo(24 * 1_000 + 51 * 5_000));
  }

  @Test
  void everyPartIsRoundedUpByItself() {
    control("scripts", "{\"inputTokens\":1,\"outputTokens\":1,\"text\":\"a\"}");
    converse("amazon.nova-micro-v1:0");
    assertThat(billed()).isEqualTo(35 + 140);
    control("scripts", "{\"inputTokens\":1,\"outputTokens\":1,\"text\":\"a\"}");
    converse("us.amazon.nova-lite-v1:0");
    assertThat(billed()).isEqualTo(35 + 140 + 60 + 240);
  }

  @Test
  void aLongPromptHasTheHigherPriceForAllOfItsTokens() {
    for (var input : new int[] {100_000, 100_001}) {
      control("scripts", "{\"inputTokens\":" + input + ",\"outputTokens\":10,\"text\":\"a\"}");
      converse("us.anthropic.claude-haiku-5-5");
    }
    assertThat(billed()).isEqualTo(100_000 * 110 + 10 * 550 + 100_001L * 550 + 10 * 2_750);
  }

  @Test
  void aServiceTierHasItsOwnPrice() {
    control("scripts", "{\"inputTokens\":10,\"outputTokens\":2,\"text\":\"a\"}");
    runtime.converse(
        r ->
            r.modelId("amazon.nova-pro-v1:0")
                .serviceTier(tier -> tier.type("flex"))
                .messages(
                    m -> m.role(ConversationRole.USER).content(ContentBlock.fromText("Hello"))));
    assertThat(billed()).isEqualTo(10 * 400 + 2 * 1_600);
    assertThatThrownBy(
            () ->
                runtime.converse(
                    r ->
                        r.modelId(NOVA)
                            .serviceTier(tier -> tier.type("flex"))
                            .messages(
                                m ->
                                    m.role(ConversationRole.USER)
                                        .content(ContentBlock.fromText("Hello")))))
        .hasMessageContaining("service tier is not supported");
  }

  @Test
  void theSumsAreCutByWhatTheRequestsSay() throws Exception {
    for (var window : new String[] {"d1", "d1", "d2"}) {
      runtime.converse(
          r ->
              r.modelId(NOVA)
                  .messages(DemoAccount.user("Hello"))
                  .requestMetadata(
                      Map.of("endpoint", "ns/e", "workload", "Deployment/w", "window", window)));
    }
    var bill = get("/_sim/bill");
    long total = bill.getLong("billedNanoDollars");
    assertThat(total).isPositive();
    assertThat(bill.getJsonObject("byEndpoint").getJsonObject("ns/e").getLong("billedNanoDollars"))
        .isEqualTo(total);
    assertThat(bill.getJsonObject("byEndpointAndWindow").getJsonObject("ns/e d1").getLong("calls"))
        .isEqualTo(2);
    assertThat(bill.getJsonObject("byRole").fieldNames()).containsExactly(DemoAccount.ROLE);
    var calls = get("/_sim/calls?operation=Converse&window=d2").getJsonArray("calls");
    assertThat(calls).hasSize(1);
    assertThat(calls.getJsonObject(0).getString("session")).isEqualTo("ai-workloads.claude-haiku");
    control("reset", "");
    assertThat(billed()).isZero();
  }

  @Test
  void typedErrorsAreFree() {
    control("faults", "{\"kind\":\"error\",\"error\":\"ServiceUnavailableException\",\"times\":9}");
    assertThatThrownBy(() -> converse(NOVA)).isInstanceOf(ServiceUnavailableException.class);
    assertThat(billed()).isZero();
    assertThat(world.simulator().bill().calls().getLast().result().status()).isEqualTo(503);
  }

  @Test
  void workThatWasDoneIsBilledThoughTheConnectionBreaks() {
    control("faults", "{\"kind\":\"reset\",\"times\":1,\"operation\":\"Converse\"}");
    converse(NOVA);
    var calls = world.simulator().bill().calls();
    assertThat(calls.stream().filter(c -> c.operation().name().equals("Converse"))).hasSize(2);
    assertThat(world.simulator().bill().total().calls()).isEqualTo(2);
  }

  @Test
  void aCallerWhoHangsUpPaysTheWholeGeneration() throws IOException {
    control("faults", "{\"kind\":\"delay\",\"delayMillis\":2000}");
    asked().close();
    await().atMost(ONE_MINUTE).until(() -> billed() > 0);
    assertThat(world.simulator().bill().calls().getLast().result().clientGone()).isTrue();
  }

  /** A caller that has sent its request, and waits. */
  private Socket asked() throws IOException {
    var wire = Wire.bedrock(world, world.assume("impatient"));
    var path = "/model/amazon.nova-micro-v1%3A0/converse";
    var body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}";
    var signed = wire.sign("POST", path, body, Map.of("content-type", "application/json"));
    var head = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
    signed
        .headers()
        .forEach((n, v) -> head.append(n).append(": ").append(v.getFirst()).append("\r\n"));
    head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    var socket = new Socket(InetAddress.getLoopbackAddress(), world.simulator().port());
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  @Test
  void anAccountsQuotaThrottles() {
    control("quotas", "{\"modelId\":\"amazon.nova-micro-v1:0\",\"requestsPerMinute\":2}");
    converse(NOVA);
    converse(NOVA);
    assertThatThrownBy(() -> converse(NOVA))
        .isInstanceOf(ThrottlingException.class)
        .hasMessageContaining("Too many requests");
    converse("amazon.nova-lite-v1:0");
    control("clock", "{\"offsetSeconds\":60}");
    converse(NOVA);
    control("reset", "{\"what\":[\"quotas\"]}");
    control("quotas", "{\"modelId\":\"*\",\"tokensPerMinute\":5000}");
    assertThatThrownBy(() -> converse(NOVA)).hasMessageContaining("Too many tokens");
    runtime.converse(
        r ->
            r.modelId(NOVA)
                .messages(DemoAccount.user("Hello"))
                .inferenceConfig(c -> c.maxTokens(100)));
  }

  @Test
  void aCachedPrefixIsWrittenOnceAndReadLater() {
    var prefix = "long prompt ".repeat(2_000);
    var first = cached(prefix);
    assertThat(first.usage().cacheWriteInputTokens()).isGreaterThan(4096);
    long before = billed();
    assertThat(before)
        .isEqualTo(
            first.usage().inputTokens() * 1_100L
                + first.usage().outputTokens() * 5_500L
                + first.usage().cacheWriteInputTokens() * 1_375L);
    var second = cached(prefix);
    assertThat(second.usage().cacheReadInputTokens())
        .isEqualTo(first.usage().cacheWriteInputTokens());
    assertThat(billed() - before)
        .isEqualTo(
            second.usage().inputTokens() * 1_100L
                + second.usage().outputTokens() * 5_500L
                + second.usage().cacheReadInputTokens() * 110L);
  }

  @Test
  void rawBodiesAreBilledLikeConverse() {
    var anthropic =
        runtime.invokeModel(
            r ->
                r.modelId(HAIKU)
                    .body(
                        SdkBytes.fromUtf8String(
                            """
                            {"anthropic_version":"bedrock-2023-05-31","max_tokens":16,
                            "messages":[{"role":"user","content":"Hello"}]}\
                            """)));
    var usage = new JsonObject(anthropic.body().asUtf8String()).getJsonObject("usage");
    assertThat(billed())
        .isEqualTo(usage.getLong("input_tokens") * 1_100 + usage.getLong("output_tokens") * 5_500);
    control("reset", "");
    var nova =
        runtime.invokeModel(
            r ->
                r.modelId(NOVA)
                    .body(
                        SdkBytes.fromUtf8String(
                            """
                            {"schemaVersion":"messages-v1","inferenceConfig":{"maxTokens":4},
                            "messages":[{"role":"user","content":[{"text":"Hello"}]}]}\
                            """)));
    assertThat(new JsonObject(nova.body().asUtf8String()).getString("stopReason"))
        .isEqualTo("max_tokens");
    assertThat(world.simulator().bill().total().tokens().output()).isEqualTo(4);
    assertThatThrownBy(
            () ->
                runtime.invokeModel(
                    r ->
                        r.modelId(HAIKU)
                            .body(
                                SdkBytes.fromUtf8String(
                                    """
                                    {"anthropic_version":"bedrock-2023-05-31","max_tokens":16,"n":2,
                                    "messages":[{"role":"user","content":"Hello"}]}\
                                    """))))
        .hasMessageContaining("n: Extra inputs are not permitted");
    assertThatThrownBy(
            () ->
                runtime.invokeModel(
                    r ->
                        r.modelId(HAIKU)
                            .body(
                                SdkBytes.fromUtf8String(
                                    """
                                    {"anthropic_version":"bedrock-2023-05-31","max_tokens":16,
                                    "messages":["Hello"]}\
                                    """))))
        .hasMessageContaining("messages.0: Input should be a valid dictionary");
  }

  @Test
  void countingTokensIsFreeAndTellsWhatACallWouldPay() {
    var counted =
        runtime
            .countTokens(
                r ->
                    r.modelId(HAIKU)
                        .input(i -> i.converse(c -> c.messages(DemoAccount.user("Hello you")))))
            .inputTokens();
    var ofABody =
        runtime
            .countTokens(
                r ->
                    r.modelId(HAIKU)
                        .input(
                            i ->
                                i.invokeModel(
                                    b ->
                                        b.body(
                                            SdkBytes.fromUtf8String(
                                                """
                                                {"anthropic_version":"bedrock-2023-05-31",
                                                "max_tokens":9,"messages":[{"role":"user",
                                                "content":"Hello you"}]}\
                                                """)))))
            .inputTokens();
    assertThat(billed()).isZero();
    var paid =
        runtime.converse(r -> r.modelId(HAIKU).messages(DemoAccount.user("Hello you"))).usage();
    assertThat(counted).isEqualTo(paid.inputTokens()).isEqualTo(ofABody);
    assertThat(paid.inputTokens()).isLessThanOrEqualTo("Hello you".length());
  }

  @Test
  void notEveryModelsTokensAreCounted() {
    assertThatThrownBy(
            () ->
                runtime.countTokens(
                    r ->
                        r.modelId(NOVA)
                            .input(i -> i.converse(c -> c.messages(DemoAccount.user("Hello"))))))
        .hasMessageContaining("The provided model doesn't support counting tokens.");
  }

  @Test
  void stopSequencesStop() {
    var answer =
        runtime.converse(
            r ->
                r.modelId(NOVA)
                    .messages(DemoAccount.user("one STOP two"))
                    .inferenceConfig(c -> c.stopSequences("STOP")));
    assertThat(answer.stopReason()).isEqualTo(StopReason.STOP_SEQUENCE);
    assertThat(answer.output().message().content().getFirst().text()).isEqualTo("You said: one ");
  }

  @Test
  void anAnswerThatNeverComesIsBilledToo() throws IOException {
    control("faults", "{\"kind\":\"hang\",\"times\":1}");
    try (var socket = asked()) {
      await().atMost(ONE_MINUTE).until(() -> billed() > 0);
      assertThat(socket.getInputStream().available()).isZero();
    }
  }

  private ConverseResponse cached(String prefix) {
    return runtime.converse(
        r ->
            r.modelId(HAIKU)
                .messages(
                    m ->
                        m.role("user")
                            .content(
                                ContentBlock.fromText(prefix),
                                ContentBlock.fromCachePoint(p -> p.type(CachePointType.DEFAULT)),
                                ContentBlock.fromText("And now?"))));
  }

  private ConverseResponse converse(String model) {
    return runtime.converse(r -> r.modelId(model).messages(DemoAccount.user("Hello")));
  }

  private long billed() {
    return world.simulator().bill().total().billedNanoDollars();
  }

  private void control(String path, String json) {
    world.simulator().control("POST", path, json);
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return new JsonObject(
          client
              .send(
                  HttpRequest.newBuilder(URI.create(world.simulator().url() + path)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    }
  }
}
