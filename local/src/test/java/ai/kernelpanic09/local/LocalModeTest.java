package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.local.LocalMode;
import ai.kernelpanic09.sidecar.local.LocalPrompts;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordConfig;

/** The program as a developer starts it: its own process, on the quickstart's manifests. */
class LocalModeTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern PORTS = Pattern.compile("modelPort=(\\d+) healthPort=(\\d+)");

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

  @Test
  void theQuickstartsManifestsAreServedAndTheLedgerSurvivesARestart() throws Exception {
    try (var first = new LocalProcess()) {
      var answer = first.call();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"content\":\"", "\"costUSD\":");
      assertThat(aws.bill().calls().getLast().guardrailId()).isNotEmpty();
      assertThat(first.terminate()).isZero();
    }
    try (var second = new LocalProcess()) {
      assertThat(second.call().statusCode()).isEqualTo(200);
      assertThat(second.terminate()).isZero();
    }
    assertThat(spent()).isEqualTo(aws.bill().total().billedNanoDollars());
  }

  @Test
  void aPromptThatChangesBetweenStartsIsANewRevision() throws Exception {
    var dry = "{\"variables\": {\"Diff\": \"x = 1\"}, %s\"dryRun\": true}";
    try (var first = new LocalProcess()) {
      var answer = first.render("{\"variables\": {\"Diff\": \"x = 1\"}, \"maxTokens\": 32}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"template\":\"ai-workloads/code-review\",\"revision\":1", "\"costUSD\":");
      assertThat(aws.bill().calls().getLast().guardrailId()).isNotEmpty();
    }
    var manifest = directory.resolve("quickstart.yaml");
    Files.writeString(
        manifest, Files.readString(manifest).replace("Be direct and specific.", "Be kind."));
    try (var second = new LocalProcess()) {
      assertThat(second.render(dry.formatted("")).body())
          .contains("\"revision\":2", "You are a senior engineer. Be kind.");
      assertThat(second.render(dry.formatted("\"revision\": 1, ")).body())
          .contains("\"revision\":1", "Be direct and specific.", "security and correctness");
      assertThat(second.render(dry.formatted("\"revision\": 3, ")).body())
          .contains("UnknownRevision", "there are 2, 1");
    }
  }

  @Test
  void aTemplateWithoutItsEndpointStopsTheStart() throws IOException {
    Files.writeString(
        directory.resolve("lost.yaml"),
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: PromptTemplate
        metadata: {name: lost, namespace: ai-workloads}
        spec: {template: "Hi", modelEndpointRef: {name: nobody}}
        """);
    assertThatThrownBy(() -> LocalPrompts.open(directory, directory.resolve("p")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PromptTemplate ai-workloads/lost")
        .hasMessageContaining("ai-workloads/nobody");
  }

  @Test
  void aGuardrailIsMadeOnceAndGetsAVersionForEachChangeOnly() throws IOException {
    var first = open();
    assertThat(open()).isEqualTo(first);
    var manifest = directory.resolve("quickstart.yaml");
    Files.writeString(
        manifest, Files.readString(manifest).replace("inputStrength: HIGH", "inputStrength: LOW"));
    var second = open();
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(Integer.parseInt(second.version())).isEqualTo(Integer.parseInt(first.version()) + 1);
  }

  @Test
  void aGuardrailHasAllThatItsPolicySays() throws IOException {
    var reasoning =
        "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghij12";
    var manifest = directory.resolve("quickstart.yaml");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst(
                "  contentPolicy:\n",
                """
                  crossRegionConfig: {guardrailProfileIdentifier: 'us.guardrail.v1:0'}
                  automatedReasoningPolicy: {policies: ['%s'], confidenceThreshold: 0.8}
                  contentPolicy:
                    tier: {tierName: STANDARD}
                """
                    .formatted(reasoning)));
    assertThat(open().price().automatedReasoning()).isEqualTo(Money.parse("0.17"));
    assertThat(aws.control("GET", "guardrails", ""))
        .contains(
            "\"guardrailProfileIdentifier\":\"us.guardrail.v1:0\"",
            "\"tierName\":\"STANDARD\"",
            "\"policies\":[\"" + reasoning + "\"]",
            "\"confidenceThreshold\":0.8");
  }

  private GuardrailUse open() throws IOException {
    var desk =
        LocalMode.open(
            directory,
            directory.resolve("l"),
            aws.url(),
            Map.of(
                "AWS_ENDPOINT_URL", aws.url(),
                "AWS_ACCESS_KEY_ID", "AKIADEMODEMODEMODEMO",
                "AWS_SECRET_ACCESS_KEY", "demo-secret-of-the-simulator"));
    return Objects.requireNonNull(desk.ledgers().keySet().iterator().next().limits().guardrail());
  }

  @Test
  void aGuardrailThatSomebodyElseMadeIsNotTouched() throws Exception {
    aws.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/other","accessKeyId":"AKIAOTHER00000000000",
        "secretAccessKey":"other-secret","policies":[{"Version":"2012-10-17","Statement":[{
        "Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}]}""");
    var credentials = AwsBasicCredentials.create("AKIAOTHER00000000000", "other-secret");
    try (var bedrock =
        BedrockClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create(aws.url()))
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .build()) {
      var word = GuardrailWordConfig.builder().text("w").build();
      bedrock.createGuardrail(
          r ->
              r.name("pii-and-safety-local")
                  .blockedInputMessaging("theirs")
                  .blockedOutputsMessaging("theirs")
                  .wordPolicyConfig(words -> words.wordsConfig(List.of(word))));
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("local mode did not make");
    }
  }

  @Test
  void aProcessKilledInTheMiddleOfACallCountsItAsSpent() throws Exception {
    try (var first = new LocalProcess()) {
      assertThat(first.call().statusCode()).isEqualTo(200);
      aws.control("POST", "faults", "{\"kind\":\"HANG\",\"times\":1,\"billed\":true}");
      var hanging = first.callLater();
      await().until(() -> conversations() == 2);
      first.kill();
      assertThat(hanging).failsWithin(Duration.ofSeconds(10));
    }
    aws.control("POST", "reset", "{\"what\":[\"faults\"]}");
    try (var second = new LocalProcess()) {
      assertThat(second.call().statusCode()).isEqualTo(200);
      assertThat(second.terminate()).isZero();
    }
    var bill = aws.bill().total().billedNanoDollars();
    assertThat(spent()).isGreaterThan(bill);
    assertThat(spent() - bill).as("one worst case").isLessThan(10_000_000L);
  }

  private long conversations() {
    return aws.bill().calls().stream().filter(each -> each.operation().equals("Converse")).count();
  }

  private long spent() throws IOException {
    var ledger = Files.readString(directory.resolve("state/ledger/ai-workloads_claude-haiku.json"));
    var spent = Pattern.compile("\"costTotal\":\"([0-9.]+)\"").matcher(ledger);
    assertThat(spent.find()).isTrue();
    return Money.parse(spent.group(1)).nanoDollars();
  }

  @Test
  void aWrongManifestStopsTheStartByItsField() throws IOException {
    Files.writeString(
        directory.resolve("wrong.yaml"),
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: wrong, namespace: ai-workloads}
        spec: {modelId: amazon.nova-micro-v1:0, region: us-east-1, irsaRoleArn: nobody}
        """);
    assertThatThrownBy(() -> LocalMode.open(directory, directory.resolve("l"), null, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ai-workloads/wrong")
        .hasMessageContaining("irsaRoleArn");
  }

  /** One run of the program. */
  private final class LocalProcess implements AutoCloseable {
    private final Process process;
    private final int modelPort;
    private final int healthPort;

    LocalProcess() throws IOException {
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              "ai.kernelpanic09.sidecar.Main",
              "--local",
              directory.toString());
      builder
          .environment()
          .putAll(
              Map.of(
                  "AWS_ENDPOINT_URL", aws.url(),
                  "K8S_AI_BEDROCK_RUNTIME_URL", aws.url(),
                  "AWS_ACCESS_KEY_ID", "AKIADEMODEMODEMODEMO",
                  "AWS_SECRET_ACCESS_KEY", "demo-secret-of-the-simulator",
                  "K8S_AI_JOURNAL_DIR", directory.resolve("state/journal").toString(),
                  "K8S_AI_MODEL_API_PORT", "0",
                  "K8S_AI_HEALTH_PORT", "0"));
      process = builder.redirectErrorStream(true).start();
      var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      var said = new StringBuilder();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        var ports = PORTS.matcher(line);
        if (ports.find()) {
          modelPort = Integer.parseInt(ports.group(1));
          healthPort = Integer.parseInt(ports.group(2));
          return;
        }
      }
      throw new IOException("it did not start: " + said);
    }

    HttpResponse<String> call() {
      return callLater().join();
    }

    CompletableFuture<HttpResponse<String>> callLater() {
      return post("/invoke/ai-workloads/claude-haiku", TestSidecar.message("Hello", 32));
    }

    HttpResponse<String> render(String body) {
      return post("/render/ai-workloads/code-review", body).join();
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String body) {
      return HTTP.sendAsync(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + modelPort + path))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }

    /** Ends it as kill -9 does. */
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and answers its exit code. */
    int terminate() throws IOException, InterruptedException {
      var status =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/status"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(status.body()).contains("COST/MONTH", "ai-workloads/claude-haiku", "200.00");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
