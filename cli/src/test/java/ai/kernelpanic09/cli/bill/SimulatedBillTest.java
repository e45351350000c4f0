package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.cli.ProgramRun;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls through a real proxy to the simulated AWS, whose own bill, as invocation logs, is held
 * against the proxy's ledger and log.
 */
class SimulatedBillTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String MESSAGES =
      "\"messages\": [{\"role\": \"user\", \"content\": \"Tell me of budgets\"}]";

  private static final List<String> ENDPOINTS = List.of("claude", "nova", "guarded");

  @TempDir Path folder;
  private final Simulator aws = Simulator.start(SimulatorConfig.defaults());

  @AfterEach
  void stop() {
    aws.close();
  }

  private Path manifests() throws IOException {
    var manifests = Files.createDirectories(folder.resolve("manifests"));
    Files.writeString(
        manifests.resolve("policy.yaml"),
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: GuardrailPolicy
        metadata: {name: safety}
        spec:
          sensitiveInformationPolicy: {piiEntities: [{type: EMAIL, action: ANONYMIZE}]}
          contentPolicy: {filters: [{type: HATE, inputStrength: HIGH, outputStrength: HIGH}]}
        """);
    for (var name : ENDPOINTS) {
      Files.writeString(
          manifests.resolve(name + ".yaml"),
          """
          apiVersion: ai.kernelpanic09.io/v1alpha1
          kind: ModelEndpoint
          metadata: {name: %s, namespace: ai}
          spec:
            region: us-east-1
            modelId: us.%s
            irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
            maxTokens: 256
            costBudget: {daily: "10.00"}
            %s
          """
              .formatted(
                  name,
                  name.equals("claude")
                      ? "anthropic.claude-haiku-4-5-20251001-v1:0"
                      : "amazon.nova-lite-v1:0",
                  name.equals("guarded") ? "guardrailPolicyRef: safety" : ""));
    }
    return manifests;
  }

  private static void call(int port, String path, String body)
      throws IOException, InterruptedException {
    var answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
  }

  /** Calls of every surface: whole, streamed, guarded, native, and with a cached prefix. */
  private void makeCalls(int port) throws IOException, InterruptedException {
    call(port, "/invoke/ai/claude", "{" + MESSAGES + "}");
    call(port, "/invoke/ai/claude", "{" + MESSAGES + ", \"stream\": true}");
    call(port, "/invoke/ai/guarded", "{" + MESSAGES + "}");
    call(port, "/invoke/ai/guarded", "{" + MESSAGES + ", \"stream\": true}");
    call(port, "/v1/chat/completions", "{\"model\": \"ai/nova\", " + MESSAGES + "}");
    call(
        port,
        "/v1/messages",
        "{\"model\": \"ai/claude\", \"max_tokens\": 64, \"system\": [{\"type\": \"text\", \"text\": \""
            + "A rule. ".repeat(4_000)
            + "\", \"cache_control\": {\"type\": \"ephemeral\", \"ttl\": \"1h\"}}], "
            + MESSAGES
            + "}");
    call(
        port,
        "/model/ai%2Fnova/converse",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"hello\"}]}]}");
    call(
        port,
        "/model/ai%2Fclaude/invoke",
        "{\"anthropic_version\": \"bedrock-2023-05-31\", \"max_tokens\": 32, " + MESSAGES + "}");
  }

  /** The limits that the operator would write for the guarded endpoint. */
  private static EndpointLimits guarded() {
    var model = "us.amazon.nova-lite-v1:0";
    var book = PriceBook.embedded();
    var priced = book.find(model, "us-east-1").orElseThrow();
    var guardrail =
        book.guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    return new EndpointLimits(
        "1",
        model,
        "us-east-1",
        null,
        256,
        priced.dearest(),
        priced.tariff(),
        priced.bounds(),
        new GuardrailUse("id", "1", guardrail),
        "safety",
        null,
        null,
        true,
        1,
        List.of(),
        List.of(),
        CallTimeouts.DEFAULT);
  }

  /** What kubectl would print of the endpoints: the ledgers of local mode, in their status. */
  private Path ledger(Path state) throws IOException {
    var json = new ObjectMapper();
    var list = json.createObjectNode();
    var items = list.putArray("items");
    for (var name : ENDPOINTS) {
      var item = items.addObject().put("kind", "ModelEndpoint");
      item.putObject("metadata").put("namespace", "ai").put("name", name);
      var status = item.putObject("status");
      if (name.equals("guarded")) {
        status.set("limits", json.valueToTree(guarded()));
      }
      status.set(
          "budget",
          json.readTree(state.resolve("ledger/ai_" + name + ".json").toFile()).path("budget"));
    }
    var file = folder.resolve("ledger.json");
    json.writeValue(file.toFile(), list);
    return file;
  }

  private Path logs(String query) throws IOException, InterruptedException {
    var file = folder.resolve("invocations" + query.length() + ".json");
    HTTP.send(
        HttpRequest.newBuilder(URI.create(aws.url() + "/_sim/invocation-logs" + query)).build(),
        HttpResponse.BodyHandlers.ofFile(file));
    return file;
  }

  private static ProgramRun compare(Path log, Path ledger, Path calls) {
    return ProgramRun.of(
        "bill",
        "compare",
        log.toString(),
        "--ledger",
        ledger.toString(),
        "--calls",
        calls.toString(),
        "-o",
        "json");
  }

  @Test
  void allIsEqualToTheNanoDollarButForTheCallWhoseOutcomeNobodyKnew() throws Exception {
    aws.demo();
    var state = folder.resolve("state");
    var proxyLog = folder.resolve("proxy.log");
    try (var local = LocalRun.start(aws.url(), manifests(), state, proxyLog)) {
      makeCalls(local.port());
      local.end();
    }
    var equal = compare(logs(""), ledger(state), proxyLog);
    assertThat(equal.exitCode()).as(equal.toString()).isZero();
    var wrapped = compare(logs("?wrapped=cloudwatch"), ledger(state), proxyLog);
    assertThat(wrapped).isEqualTo(equal);
    assertThat(logged(equal)).isEqualTo(aws.bill().total().billedNanoDollars()).isPositive();

    // The model does its work, and the connection breaks: the proxy can't know, and calls again.
    aws.control("POST", "faults", "{\"kind\": \"reset\"}");
    try (var local = LocalRun.start(aws.url(), manifests(), state, proxyLog)) {
      call(local.port(), "/invoke/ai/claude", "{" + MESSAGES + "}");
      local.end();
    }
    assertThat(aws.bill().calls())
        .filteredOn(each -> each.charge().nanoDollars() > 0)
        .extracting(each -> each.requestMetadata().get("call"))
        .as("labels of what is billed")
        .doesNotHaveDuplicates();
    var run = compare(logs(""), ledger(state), proxyLog);

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    var result = new ObjectMapper().readTree(run.out());
    assertThat(logged(run)).isEqualTo(aws.bill().total().billedNanoDollars());
    assertThat(result.path("calls")).hasSize(1);
    var call = result.path("calls").get(0);
    assertThat(call.path("reason").asText()).isEqualTo("estimated");
    var tooMuch = money(call, "booked").minus(money(call, "logged"));
    assertThat(tooMuch.isPositive()).isTrue();
    assertThat(result.path("days").valueStream())
        .anySatisfy(day -> assertThat(day.path("endpoint").asText()).isEqualTo("ai/nova"))
        .allSatisfy(
            day ->
                assertThat(money(day, "difference"))
                    .isEqualTo(
                        day.path("endpoint").asText().equals("ai/claude") ? tooMuch : Money.ZERO));
  }

  private static long logged(ProgramRun run) throws IOException {
    return new ObjectMapper()
        .readTree(run.out())
        .path("days")
        .valueStream()
        .mapToLong(day -> money(day, "logged").nanoDollars())
        .sum();
  }

  private static Money money(JsonNode of, String member) {
    return Money.parse(of.path(member).asText());
  }
}
