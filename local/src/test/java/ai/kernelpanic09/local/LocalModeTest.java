package ai.kernelpanic09.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a developer starts it: its own process, on the quickstart's manifests. */
class LocalModeTest {

  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Simulator aws = Simulator.start(SimulatorConfig.defaults());

  @BeforeEach
  void setUp() throws IOException {
    aws.demo();
    Files.copy(Path.of("../examples/quickstart.yaml"), directory.resolve("quickstart.yaml"));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "AWS_ENDPOINT_URL", aws.url(),
            "AWS_ACCESS_KEY_ID", "AKIADEMODEMODEMODEMO",
            "AWS_SECRET_ACCESS_KEY", "demo-secret-of-the-simulator"));
  }

  private ProgramRun start() throws IOException {
    return new ProgramRun(
            environment(),
            directory.toString(),
            "--assume-role",
            "--port=0",
            "--health-port=0",
            "--state",
            directory.resolve("state").toString())
        .started();
  }

  private void edit(String from, String to) throws IOException {
    var manifest = directory.resolve("quickstart.yaml");
    var text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }

  @Test
  void theQuickstartsManifestsAreServedAndTheLedgerSurvivesARestart() throws Exception {
    try (var first = start()) {
      var answer = first.call();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"content\":\"", "\"costUSD\":\"");
      assertThat(aws.bill().calls().getLast().resources().guardrailId()).isNotEmpty();
      assertThat(first.status()).contains("COST/MONTH", "ai-workloads/claude-haiku", "200.00");
      assertThat(first.terminate()).isZero();
    }
    try (var second = start()) {
      assertThat(second.call().statusCode()).isEqualTo(200);
      assertThat(second.terminate()).isZero();
    }
    assertThat(spent()).isEqualTo(aws.bill().total().billedNanoDollars());
  }

  @Test
  void itSaysWhereItServesWhatAndHowToCallIt() throws Exception {
    try (var local = start()) {
      assertThat(local.output())
          .contains(
              "Serving " + directory + " at http://localhost:" + local.modelPort(),
              "arn:aws:iam::123456789012:user/demo, who assumes each endpoint's role",
              "ai-workloads/claude-haiku   us.anthropic.claude-haiku-4-5-20251001-v1:0   10.00",
              "200.00         60          pii-and-safety (",
              "curl http://localhost:"
                  + local.modelPort()
                  + "/invoke/ai-workloads/claude-haiku -H 'content-type: application/json'")
          .doesNotContain("event=", "\tat ");
    }
  }

  @Test
  void anEditIsServedWithoutARestartAndKeepsWhatWasSpent() throws Exception {
    try (var local = start()) {
      assertThat(local.call().statusCode()).isEqualTo(200);
      edit("daily: \"10.00\"", "daily: \"0.0001\"");
      await().atMost(SOON).until(() -> local.call().statusCode() == 402);
      assertThat(local.status()).contains("0.0001");
      assertThat(local.terminate()).isZero();
    }
    assertThat(spent()).isEqualTo(aws.bill().total().billedNanoDollars()).isPositive();
  }

  @Test
  void aBrokenEditKeepsWhatIsServedAndSaysWhy() throws Exception {
    try (var local = start()) {
      edit("costBudget:", "costBudgets:");
      await()
          .atMost(SOON)
          .until(
              () ->
                  local.output().contains("the former ones go on being served")
                      && local.output().contains("spec.costBudgets: is no field"));
      assertThat(local.status()).contains("10.00", "200.00");
      assertThat(local.call().statusCode()).isEqualTo(200);
      edit("costBudgets:", "costBudget:");
      await().atMost(SOON).until(() -> local.output().contains("The manifests have changed"));
    }
  }

  @Test
  void endpointsComeAndGoWithTheirManifests() throws Exception {
    var file = directory.resolve("more/nova.yaml");
    Files.createDirectories(file.getParent());
    try (var local = start()) {
      assertThat(local.statusOf("ai-workloads/nova")).isEqualTo(404);
      Files.writeString(
          file,
          """
          apiVersion: ai.kernelpanic09.io/v1alpha1
          kind: ModelEndpoint
          metadata: {name: nova, namespace: ai-workloads}
          spec:
            modelId: amazon.nova-micro-v1:0
            region: us-east-1
            irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
            sidecar: {maxBodyBytes: 8388608}
            costBudget: {daily: "1.00"}
          """);
      await().atMost(SOON).until(() -> local.statusOf("ai-workloads/nova") == 200);
      assertThat(local.call("ai-workloads/supernova", "Hello").body())
          .contains("may use ai-workloads/claude-haiku, ai-workloads/nova");
      var large = "all ".repeat(7 << 18);
      assertThat(local.call("ai-workloads/nova", large).body()).contains("Input is too long");
      Files.delete(file);
      await().atMost(SOON).until(() -> local.statusOf("ai-workloads/nova") == 404);
      assertThat(local.terminate()).isZero();
    }
    assertThat(spent("nova")).isEqualTo(aws.bill().total().billedNanoDollars()).isPositive();
  }

  @Test
  void aPromptThatChangesIsANewRevisionAtOnce() throws Exception {
    var dry = "{\"variables\": {\"Diff\": \"x = 1\"}, %s\"dryRun\": true}";
    try (var local = start()) {
      assertThat(local.render("{\"variables\": {\"Diff\": \"x = 1\"}, \"maxTokens\": 32}"))
          .contains("\"template\":\"ai-workloads/code-review\",\"revision\":1", "\"costUSD\":\"");
      edit("Be direct and specific.", "Be kind.");
      await()
          .atMost(SOON)
          .until(() -> local.render(dry.formatted("")).contains("engineer. Be kind."));
      assertThat(local.render(dry.formatted("\"revision\": 1, ")))
          .contains("\"revision\":1", "Be direct and specific.", "security and correctness");
      assertThat(local.render(dry.formatted("\"revision\": 3, ")))
          .contains("UnknownRevision", "there are 2, 1");
    }
    try (var again = start()) {
      assertThat(again.render(dry.formatted(""))).contains("\"revision\":2");
    }
  }

  @Test
  void cleaningDeletesTheGuardrailsOfTheFolder() throws Exception {
    try (var local = start()) {
      assertThat(local.call().statusCode()).isEqualTo(200);
      assertThat(aws.control("GET", "guardrails", "")).contains("pii-and-safety-local");
      assertThat(local.terminate()).isZero();
    }
    try (var clean =
        new ProgramRun(environment(), directory.toString(), "--clean", "--assume-role")) {
      assertThat(clean.exitCode()).as(clean.output()).isZero();
      assertThat(clean.output()).contains("deleted pii-and-safety-local in us-east-1");
    }
    assertThat(aws.control("GET", "guardrails", "")).doesNotContain("pii-and-safety-local");
  }

  @Test
  void theSimulatedAwsNeedsNoAccount() throws Exception {
    for (var options : List.of(List.of(), List.of("--assume-role"))) {
      var arguments =
          new java.util.ArrayList<>(
              List.of(directory.toString(), "--simulated", "--port=0", "--health-port=0"));
      options.forEach(each -> arguments.add(each.toString()));
      try (var local = new ProgramRun(Map.of(), arguments.toArray(String[]::new)).started()) {
        var answer = local.call();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(local.awsUrl()).startsWith("http://127.0.0.1:");
        assertThat(local.terminate()).isZero();
      }
    }
    assertThat(directory.resolve(".k8s-ai/simulated/ledger")).isDirectory();
    assertThat(Files.readString(directory.resolve(".k8s-ai/.gitignore"))).isEqualTo("*\n");
  }

  @Test
  void aFolderThatIsThereKeepsItsOwnRules() throws Exception {
    var state = Files.createDirectory(directory.resolve("state"));
    Files.writeString(state.resolve(".gitignore"), "mine\n");
    try (var local = start()) {
      assertThat(local.terminate()).isZero();
    }
    assertThat(Files.readString(state.resolve(".gitignore"))).isEqualTo("mine\n");
  }

  @Test
  void aProcessKilledInTheMiddleOfACallCountsItAsSpent() throws Exception {
    try (var first = start()) {
      assertThat(first.call().statusCode()).isEqualTo(200);
      aws.control("POST", "faults", "{\"kind\":\"HANG\",\"times\":1,\"billed\":true}");
      var hanging = first.callLater();
      await().atMost(SOON).until(() -> conversations() == 2);
      first.kill();
      assertThat(hanging).failsWithin(SOON);
    }
    aws.control("POST", "reset", "{\"what\":[\"faults\"]}");
    try (var second = start()) {
      assertThat(second.call().statusCode()).isEqualTo(200);
      assertThat(second.terminate()).isZero();
    }
    var bill = aws.bill().total().billedNanoDollars();
    assertThat(spent()).isGreaterThan(bill);
    assertThat(spent() - bill).as("one worst case").isLessThan(10_000_000L);
  }

  private long conversations() {
    return aws.bill().calls().stream()
        .filter(each -> each.operation().name().equals("Converse"))
        .count();
  }

  private long spent() throws IOException {
    return spent("claude-haiku");
  }

  private long spent(String endpoint) throws IOException {
    var ledger =
        Files.readString(directory.resolve("state/ledger/ai-workloads_" + endpoint + ".json"));
    var spent = Pattern.compile("\"costTotal\":\"([0-9.]+)\"").matcher(ledger);
    assertThat(spent.find()).isTrue();
    return Money.parse(spent.group(1)).nanoDollars();
  }
}
