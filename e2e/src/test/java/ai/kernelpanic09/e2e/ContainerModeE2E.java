package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The sidecar as an ordinary container, as in clusters with old kubelets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerModeE2E {

  private static final String NAMESPACE = "container-mode";
  private static final String MODE = "ai.kernelpanic09.io/sidecar-mode: container";
  private static final String URL = "http://localhost:8090/invoke/container-mode/plain";

  /** One call without retries: an app that starts before the sidecar listens gets no answer. */
  private static final String ONE_CALL =
      "curl -s -m 60 -o /dev/null -w '%{http_code}' -H 'content-type: application/json' "
          + "-d '{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":16}' "
          + URL;

  @BeforeAll
  void install() {
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-plain", NAMESPACE);
    Cluster.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata:
          name: plain
          namespace: container-mode
        spec:
          modelId: anthropic.claude-haiku-4-5-20251001-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-plain
          maxTokens: 4096
          costBudget:
            daily: "5.00"
            monthly: "50.00"
        """);
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoint/plain",
            "-n",
            NAMESPACE,
            "--timeout=120s")
        .succeeded();
  }

  @AfterAll
  void stop() {
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @Test
  void theAppStartsWhenTheModelApiListensAndItsSidecarDrainsAtTheEnd() {
    var script = ONE_CALL + " > /tmp/first; trap 'exit 0' TERM; while :; do sleep 1; done";
    Cluster.apply(Apps.deployment(NAMESPACE, "served", "plain", 1, MODE, script));
    Cluster.kubectl("rollout", "status", "deployment/served", "-n", NAMESPACE, "--timeout=180s")
        .succeeded();
    var pod = Apps.pods(NAMESPACE, "served").getFirst();
    var name = pod.getMetadata().getName();

    assertThat(pod.getSpec().getInitContainers()).isEmpty();
    assertThat(pod.getSpec().getContainers())
        .extracting(Container::getName)
        .containsExactly("k8s-ai-sidecar", "app");
    assertThat(Killer.status(pod, "k8s-ai-sidecar").getRestartCount()).isZero();
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> assertThat(Cluster.sh(NAMESPACE, name, "app", "cat /tmp/first")).isNotEmpty());
    assertThat(Cluster.sh(NAMESPACE, name, "app", "cat /tmp/first")).isEqualTo("200");
    assertThat(Apps.call(pod, URL)).endsWith("\n200\n");

    var log =
        CompletableFuture.supplyAsync(
            () ->
                Cluster.kubectl("logs", "-f", name, "-c", "k8s-ai-sidecar", "-n", NAMESPACE).out());
    Cluster.kubectl("delete", "deployment", "served", "-n", NAMESPACE, "--timeout=60s").succeeded();
    assertThat(log.join()).contains("event=started", "event=drained").doesNotContain("timeout");
    nothingIsLeased();
  }

  @Test
  void aJobEndsWhenItsAppAsksTheSidecarToEnd() {
    var quit = "curl -sf -X POST http://localhost:8090/quitquitquit";
    var job =
        Apps.deployment(
                NAMESPACE, "report", "plain", 1, MODE, "[ $(" + ONE_CALL + ") = 200 ] && " + quit)
            .replace("apiVersion: apps/v1\nkind: Deployment", "apiVersion: batch/v1\nkind: Job")
            .replaceFirst("  replicas: 1\n  selector:\n    matchLabels:\n      app: report\n", "")
            .replace("    spec:\n", "    spec:\n      restartPolicy: Never\n");

    Cluster.apply(job);

    Cluster.kubectl(
            "wait", "--for=condition=Complete", "job/report", "-n", NAMESPACE, "--timeout=120s")
        .succeeded();
    var pod = Apps.pods(NAMESPACE, "report").getFirst();
    assertThat(Killer.status(pod, "k8s-ai-sidecar").getState().getTerminated().getExitCode())
        .isZero();
    nothingIsLeased();
  }

  /** A sidecar that has ended regularly has returned all that it held. */
  private static void nothingIsLeased() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        Money.parse(
                            Cluster.kubectl(
                                    "get",
                                    "modelendpoint",
                                    "plain",
                                    "-n",
                                    NAMESPACE,
                                    "-o",
                                    "jsonpath={.status.budget.daily.leased}")
                                .succeeded()
                                .out()))
                    .isEqualTo(Money.parse("0")));
  }
}
