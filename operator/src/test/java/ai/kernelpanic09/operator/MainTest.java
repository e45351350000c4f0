package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The program as {@code make run} starts it: outside of a cluster, by a kubeconfig. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainTest {

  private static final Map<String, String> LOCAL =
      Map.of(
          "K8S_AI_WEBHOOK", "off",
          "K8S_AI_GATEWAY", "off",
          "K8S_AI_LISTEN_ADDRESS", "127.0.0.1",
          "K8S_AI_LISTEN_METRICS", "0",
          "K8S_AI_LISTEN_PROBES", "0",
          "K8S_AI_LISTEN_CONTROL", "0");

  @TempDir private Path folder = Path.of("");

  private final World world = new World();

  @AfterAll
  void stop() {
    world.close();
  }

  private Process start(Map<String, String> environment, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "ai.kernelpanic09.operator.Main"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("K8S_AI_"));
    builder.environment().remove("KUBERNETES_SERVICE_HOST");
    builder.environment().putAll(LOCAL);
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void runsByAKubeconfigUntilItIsAskedToEnd() throws Exception {
    var kubeconfig = folder.resolve("admin.conf");
    Files.writeString(kubeconfig, world.server.kubectl("config", "view", "--raw").text());
    var process =
        start(
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "AWS_ENDPOINT_URL",
                world.simulator.url(),
                "AWS_ACCESS_KEY_ID",
                "AKIAOPERATOR00000000",
                "AWS_SECRET_ACCESS_KEY",
                "secret-of-the-operator"));
    try {
      world.applyEndpoint("local", "costBudget: {daily: \"1.00\"}");

      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> {
                assertThat(process.isAlive()).as(output()).isTrue();
                assertThat(world.state("local", "Ready")).isEqualTo("True/Ready");
                assertThat(world.state("local", "BudgetAvailable")).isEqualTo("True/Available");
              });
      assertThat(world.state("local", "ServiceReady")).isEqualTo("True/NoGateway");

      process.destroy();

      assertThat(process.waitFor(15, TimeUnit.SECONDS)).as(output()).isTrue();
      assertThat(process.exitValue()).isIn(0, 143);
      assertThat(output()).contains("event=started").doesNotContain("Exception in thread");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itsCertificateNamesTheClustersOwnDomain() throws Exception {
    try (var operator = world.operator("CLUSTER_DOMAIN=corp.example");
        var control = HolderClient.of(operator)) {
      var session = control.post("sync", "nobody", "{}").sslSession().orElseThrow();

      var names = ((X509Certificate) session.getPeerCertificates()[0]).getSubjectAlternativeNames();
      assertThat(names)
          .extracting(each -> String.valueOf(each.get(1)))
          .contains("k8s-ai-control.ai-operator-system.svc.corp.example")
          .noneMatch(each -> each.contains("cluster.local"));
    }
  }

  @Test
  void withoutAClusterItSaysSoInOneLine() throws Exception {
    var kubeconfig = folder.resolve("nowhere.conf");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: admin, user: {token: "x"}}]
        contexts: [{name: test, context: {cluster: test, user: admin}}]
        """);

    var process = start(Map.of("KUBECONFIG", kubeconfig.toString()));

    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(output().lines().filter(line -> line.contains("ERROR")))
          .singleElement()
          .asString()
          .contains("event=cannot_start", "no answer", "https://127.0.0.1:1");
      assertThat(output()).doesNotContain("\tat ");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void helpAndVersionNeedNoClusterAndOtherArgumentsAreRefused() throws Exception {
    for (var each : Map.of("--help", 0, "--version", 0, "--verbose", 2).entrySet()) {
      var process = start(Map.of(), each.getKey());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
      assertThat(process.exitValue()).as(each.getKey()).isEqualTo(each.getValue());
      assertThat(output()).contains("operator").doesNotContain("event=");
    }
  }

  @Test
  void aWrongSettingEndsItWithTheSettingsName() throws Exception {
    var process = start(Map.of("K8S_AI_WEBHOK", "off"));

    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      assertThat(output()).contains("K8S_AI_WEBHOK: there is no such setting");
    } finally {
      process.destroyForcibly();
    }
  }
}
