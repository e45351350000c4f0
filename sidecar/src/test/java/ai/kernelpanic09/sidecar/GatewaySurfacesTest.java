package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every surface through the gateway, whole and streamed, from the caller to the bill. */
class GatewaySurfacesTest {

  private static final EndpointName GUARDED = new EndpointName("ai-workloads", "guarded");
  private static final EndpointName TITAN = new EndpointName("ai-workloads", "titan");
  private static final Pattern COST = Pattern.compile("(?i)\r\nx-cost-usd: ([0-9.]+)\r\n");

  private static final String TURN = "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]";
  private static final String BLOCKS =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Say hello\"}]}]}";

  @TempDir Path directory;
  private final SimulatedBedrock bedrock = new SimulatedBedrock();

  // Set by start, which every test calls first.
  @SuppressWarnings("NullAway.Init")
  private TestControl control;

  @SuppressWarnings("NullAway.Init")
  private TestSidecar gateway;

  /** Where a request says which endpoint it means. */
  enum Address {
    PATH,
    HOST
  }

  private void start() {
    var url = bedrock.simulator().url();
    var price =
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    var guardrail = new GuardrailUse(bedrock.guardrail("Not this.", "Nor that."), "1", price);
    control =
        new TestControl(
            TestCertificate.create(directory),
            new TestEndpoint(url).build(),
            new TestEndpoint(url)
                .named(GUARDED)
                .guardrail(guardrail)
                .guardrailPolicy("keys")
                .build(),
            new TestEndpoint(url)
                .named(TITAN)
                .model("amazon.titan-embed-text-v2:0")
                .maxTokens(0)
                .build());
    control.verdicts(check -> new CallerVerdict(true, null, null, "Deployment/caller", 60_000));
    gateway =
        TestSidecar.start(
            control, directory.resolve("gateway"), Map.of("K8S_AI_ENDPOINTS", ""), "--gateway");
  }

  @AfterEach
  void stop() {
    gateway.close();
    control.close();
    bedrock.close();
  }

  /** Asks as a caller that knows the gateway alone; an empty body makes it a GET. */
  private String ask(Address by, EndpointName endpoint, String path, String body) {
    var byPath = by == Address.PATH;
    var request =
        (body.isEmpty() ? "GET " : "POST ")
            + (byPath ? "/endpoints/" + endpoint : "")
            + path
            + " HTTP/1.1\r\nhost: "
            + (byPath
                ? "k8s-ai-gateway"
                : "model-" + endpoint.name() + "." + endpoint.namespace() + ".svc.cluster.local")
            + "\r\nauthorization: Bearer good\r\nanthropic-version: 2023-06-01"
            + "\r\nconnection: close\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), gateway.modelPort())) {
      caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(caller.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String served(Address by, EndpointName endpoint, String path, String body) {
    var answer = ask(by, endpoint, path, body);
    assertThat(answer).as(path).startsWith("HTTP/1.1 200 ");
    return answer;
  }

  /** Asks for a whole answer, whose cost has to be the simulator's. */
  private void whole(Address by, EndpointName endpoint, String path, String body) {
    var before = bedrock.billedNanoDollars();
    var told = COST.matcher(served(by, endpoint, path, body));
    var billed = bedrock.billedNanoDollars() - before;
    assertThat(billed).as(path).isPositive();
    assertThat(told.find()).as(path).isTrue();
    assertThat(Money.parse(told.group(1)).nanoDollars())
        .as(path)
        .isEqualTo(Math.ceilDiv(billed, 1_000) * 1_000);
  }

  /** Asks for a stream, which ends as it does when nothing is wrong. */
  private void streamed(Address by, String path, String body, String end) {
    var before = bedrock.billedNanoDollars();
    assertThat(served(by, TestEndpoint.HAIKU, path, body)).as(path).contains(end);
    assertThat(bedrock.billedNanoDollars()).as(path).isGreaterThan(before);
  }

  @ParameterizedTest
  @EnumSource
  void everySurfaceCostsWhatIsBilled(Address by) {
    start();
    var haiku = TestEndpoint.HAIKU;
    var chat = "{\"model\":\"any\",\"max_tokens\":16," + TURN;
    var responses = "{\"model\":\"any\",\"max_output_tokens\":256,\"input\":\"Say hello\"";
    var messages = "{\"model\":\"any\",\"max_tokens\":16," + TURN;
    var converse = BLOCKS.replaceFirst("\\{", "{\"inferenceConfig\":{\"maxTokens\":16},");
    var invoke = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":16," + TURN + "}";

    whole(by, haiku, "/v1/chat/completions", chat + "}");
    whole(by, haiku, "/v1/responses", responses + "}");
    whole(by, haiku, "/v1/messages", messages + "}");
    whole(by, haiku, "/model/any/converse", converse);
    whole(by, haiku, "/model/any/invoke", invoke);
    var embed = "{\"model\":\"any\",\"input\":\"Say hello\"}";
    // How vectors are asked for depends on the model, which a gateway learns with the first call.
    await().until(() -> ask(by, TITAN, "/v1/embeddings", embed).startsWith("HTTP/1.1 200 "));
    whole(by, TITAN, "/v1/embeddings", embed);
    whole(by, TITAN, "/model/any/invoke", "{\"inputText\":\"Say hello\"}");
    whole(by, GUARDED, "/v1/chat/completions", chat + "}");
    whole(
        by,
        GUARDED,
        "/guardrail/" + bedrock.guardrails().getFirst() + "/version/1/apply",
        "{\"source\":\"INPUT\",\"content\":[{\"text\":{\"text\":\"I am ada@example.org\"}}]}");

    var stream = ",\"stream\":true}";
    streamed(by, "/v1/chat/completions", chat + stream, "data: [DONE]");
    streamed(by, "/v1/responses", responses + stream, "event: response.completed");
    streamed(by, "/v1/messages", messages + stream, "event: message_stop");
    streamed(by, "/model/any/converse-stream", converse, "metadata");
    streamed(by, "/model/any/invoke-with-response-stream", invoke, ":event-type");

    gateway.drain();
    assertThat(spent(haiku) + spent(GUARDED) + spent(TITAN)).isEqualTo(bedrock.billedNanoDollars());
    for (var each : new EndpointName[] {haiku, GUARDED, TITAN}) {
      assertThat(control.estimated(each)).as(each.toString()).isEqualTo(Money.ZERO);
      assertThat(control.leased(each)).as(each.toString()).isEqualTo(Money.ZERO);
    }
  }

  private long spent(EndpointName endpoint) {
    return control.spent(endpoint).nanoDollars();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsFreeCostsNothing(Address by) {
    start();
    var haiku = TestEndpoint.HAIKU;
    assertThat(served(by, haiku, "/v1/messages/count_tokens", "{\"model\":\"any\"," + TURN + "}"))
        .contains("\"input_tokens\":");
    assertThat(
            served(
                by, haiku, "/model/any/count-tokens", "{\"input\":{\"converse\":" + BLOCKS + "}}"))
        .contains("\"inputTokens\":");
    assertThat(served(by, haiku, "/v1/models", "")).contains("claude-haiku");
    assertThat(served(by, haiku, "/v1/models/any", "")).contains("claude-haiku");

    gateway.drain();
    assertThat(bedrock.billedNanoDollars()).isZero();
    assertThat(control.spent(haiku)).isEqualTo(Money.ZERO);
  }

  @Test
  void aTemplateIsNoModel() {
    start();
    control.verdicts(
        check -> new CallerVerdict(false, "UnknownEndpoint", "there is no such endpoint", null, 0));
    var body = "{\"model\":\"template/review\"," + TURN + "}";
    assertThat(gateway.post("/v1/chat/completions", body).join().body())
        .contains("there is no such endpoint", "POST /render/{namespace}/{name}");
  }
}
