package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.local.LocalMode;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    var ledger = Files.readString(directory.resolve("state/ledger/ai-workloads_claude-haiku.json"));
    var spent = Pattern.compile("\"costTotal\":\"([0-9.]+)\"").matcher(ledger);
    assertThat(spent.find()).isTrue();
    assertThat(ai.kernelpanic09.core.money.Money.parse(spent.group(1)).nanoDollars())
        .isEqualTo(aws.bill().total().billedNanoDollars());
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

    HttpResponse<String> call() throws IOException, InterruptedException {
      return HTTP.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + modelPort + "/invoke/ai-workloads/claude-haiku"))
              .POST(HttpRequest.BodyPublishers.ofString(TestSidecar.message("Hello", 32)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
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
