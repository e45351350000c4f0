package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.cli.ProgramRun;
import ai.kernelpanic09.cli.TestKubeconfig;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.ledger.DurableLedger;
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
import java.util.ArrayList;
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
    var answer = send(port, path, body);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
  }

  private static HttpResponse<String> send(int port, String path, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
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
    var guardrail =
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));
    return TestLedger.limits("us.amazon.nova-lite-v1:0", new GuardrailUse("id", "1", guardrail));
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

  @Test
  void aSettledLedgerIsTheBillToTheNanoDollar() throws Exception {
    aws.demo();
    var state = folder.resolve("state");
    var proxyLog = folder.resolve("proxy.log");
    try (var local = LocalRun.start(aws.url(), manifests(), state, proxyLog)) {
      for (var lost = 0; lost < 3; lost++) {
        aws.control("POST", "faults", "{\"kind\": \"reset\"}");
        // Whether it is made again after the lost connection is the proxy's own affair.
        send(local.port(), "/invoke/ai/claude", "{" + MESSAGES + "}");
      }
      local.end();
    }
    var bill = Money.ofNanoDollars(aws.bill().total().billedNanoDollars());

    try (var server = ApiServer.start()) {
      server.installCrds();
      server.createNamespace("ai");
      var manifest = manifests().resolve("claude.yaml").toString();
      assertThat(server.kubectl("apply", "-f", manifest).errors()).isEmpty();
      var ledger = new TestLedger(server, "ai", "claude");
      ledger.write(
          new ObjectMapper()
              .readValue(state.resolve("ledger/ai_claude.json").toFile(), DurableLedger.class)
              .toState(),
          TestLedger.limits("us.anthropic.claude-haiku-4-5-20251001-v1:0", null));
      var kubeconfig = TestKubeconfig.write(folder, server, "ai");

      var before = settle(kubeconfig, proxyLog);
      assertThat(before.exitCode()).isEqualTo(1);
      assertThat(money(day(before), "booked")).isGreaterThan(bill);

      var carriedOut = ledger.carryOut();
      var settled = settle(kubeconfig, proxyLog, "--settle", "--reason", "an outage", "-y");
      carriedOut.join();

      assertThat(settled.exitCode()).as(settled.toString()).isZero();
      assertThat(money(day(settled), "booked")).isEqualTo(bill);
      assertThat(money(day(settled), "estimated")).isEqualTo(Money.ZERO);
      var again = settle(kubeconfig, proxyLog, "--settle", "--reason", "an outage", "-y");
      assertThat(again.exitCode()).isZero();
      assertThat(again.out()).contains("settled before");
      assertThat(settle(kubeconfig, proxyLog).exitCode()).as("without --settle").isZero();
    }
  }

  private ProgramRun settle(Path kubeconfig, Path calls, String... more)
      throws IOException, InterruptedException {
    var all =
        new ArrayList<>(
            List.of(
                "bill",
                "compare",
                logs("").toString(),
                "--calls",
                calls.toString(),
                "--kubeconfig",
                kubeconfig.toString(),
                "-n",
                "ai",
                "-o",
                "json"));
    all.addAll(List.of(more));
    return ProgramRun.of(all.toArray(String[]::new));
  }

  private static JsonNode day(ProgramRun run) throws IOException {
    var days = new ObjectMapper().readTree(run.out()).path("days");
    assertThat(days).as(run.toString()).hasSize(1);
    return days.get(0);
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
