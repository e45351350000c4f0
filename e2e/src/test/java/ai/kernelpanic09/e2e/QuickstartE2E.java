package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The unchanged quickstart, as a platform team and an app team follow it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartE2E {

  private static final String NAMESPACE = "ai-workloads";
  private static final String ENDPOINT = "ai-workloads/claude-haiku";
  private static final String LOCAL = "http://localhost:8090/invoke/" + ENDPOINT;
  private static final String SERVICE =
      "http://model-claude-haiku.ai-workloads.svc.cluster.local:8090/invoke/" + ENDPOINT;

  private static final String LOCAL_RENDER =
      "http://localhost:8090/render/ai-workloads/code-review";
  private static final String SERVICE_RENDER =
      "http://model-claude-haiku.ai-workloads.svc.cluster.local:8090/render/ai-workloads/code-review";

  private List<Pod> pods = List.of();

  @BeforeAll
  void install() {
    Installed.once();
    BudgetDay.awaitRoomFor(Duration.ofMinutes(3));
    Apps.namespace(NAMESPACE);
  }

  @Test
  @Order(1)
  void theEndpointBecomesReady() {
    Cluster.kubectl("apply", "-f", Cluster.PROJECT.resolve("examples/quickstart.yaml").toString())
        .succeeded();
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoint/claude-haiku",
            "-n",
            NAMESPACE,
            "--timeout=120s")
        .succeeded();

    var table = Cluster.kubectl("get", "modelendpoints", "-n", NAMESPACE).succeeded().out();
    var lines = table.strip().split("\n", -1);
    assertThat(lines[0].strip().split("\\s{2,}", -1))
        .containsExactly("NAME", "MODEL", "REGION", "AVAILABLE", "COST/MONTH", "INVOCATIONS");
    assertThat(lines[1].strip().split("\\s{2,}", -1))
        .containsExactly(
            "claude-haiku",
            "anthropic.claude-haiku-4-5-20251001-v1:0",
            "us-east-1",
            "true",
            "0.00",
            "0");
  }

  @Test
  @Order(2)
  void labelledPodsGetASidecarAndBecomeReady() {
    pods = Apps.deploy(NAMESPACE, "chat", "claude-haiku", 3);

    assertThat(pods).hasSize(3);
    assertThat(pods)
        .allSatisfy(pod -> assertThat(Killer.status(pod, "k8s-ai-sidecar").getReady()).isTrue());
  }

  @Test
  @Order(3)
  void theAppCallsLocalhostAndSeesWhatItCost() {
    var answer = Apps.call(pods.get(0), LOCAL);

    assertThat(answer).endsWith("\n200\n");
    var body = SimulatedAws.read(answer.substring(0, answer.lastIndexOf("\n200")));
    assertThat(body.path("content").asText()).isNotEmpty();
    assertThat(body.path("inputTokens").asLong()).isPositive();
    assertThat(body.path("outputTokens").asLong()).isBetween(1L, 16L);
    assertThat(body.path("stopReason").asText()).isNotEmpty();
    assertThat(body.path("costUSD").textValue()).matches("0\\.[0-9]{6}");
    assertThat(Money.parse(body.path("costUSD").textValue()).isPositive()).isTrue();
  }

  @Test
  @Order(4)
  void aStreamComesAsEventsAndEndsWithItsCost() {
    var answer = Apps.stream(pods.get(2), LOCAL);

    assertThat(answer).startsWith("event: delta\ndata: {\"content\":");
    assertThat(answer.strip().lines().reduce("", (before, line) -> line))
        .startsWith("data: {\"inputTokens\":")
        .contains("\"costUSD\":\"0.0");
  }

  @Test
  @Order(4)
  void theServiceUrlWorksInsideAndThroughTheGateway() {
    assertThat(Apps.call(pods.get(1), SERVICE)).endsWith("\n200\n");

    var unlabelled = Apps.deploy(NAMESPACE, "batch", "", 1).getFirst();
    assertThat(unlabelled.getSpec().getContainers()).hasSize(1);
    assertThat(Apps.call(unlabelled, SERVICE)).endsWith("\n200\n");
  }

  @Test
  @Order(5)
  void anotherNamespaceIsRefused() {
    Apps.namespace("strangers");
    var stranger = Apps.deploy("strangers", "curious", "", 1).getFirst();

    var answer = Apps.call(stranger, SERVICE);

    assertThat(answer).endsWith("\n403\n").contains("NotAllowed");
  }

  @Test
  @Order(6)
  void theQuickstartsPromptIsRenderedThroughSidecarAndGateway() {
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "prompttemplate/code-review",
            "-n",
            NAMESPACE,
            "--timeout=60s")
        .succeeded();
    var table = Cluster.kubectl("get", "pt", "code-review", "-n", NAMESPACE).succeeded().out();
    assertThat(table)
        .containsPattern("NAME +READY +ENDPOINT +REVISION +AGE")
        .containsPattern("code-review +True +claude-haiku +1 ");
    var body = "{\"variables\": {\"Diff\": \"x = 1\"}, \"maxTokens\": 64}";

    for (var answer :
        List.of(
            Apps.post(pods.get(0), LOCAL_RENDER, body),
            Apps.post(Apps.pods(NAMESPACE, "batch").getFirst(), SERVICE_RENDER, body))) {
      var read = answered(answer, 200);
      assertThat(read.path("content").asText()).contains("Review this diff focusing on");
      assertThat(read.path("template").asText()).isEqualTo("ai-workloads/code-review");
      assertThat(read.path("revision").asLong()).isEqualTo(1);
      assertThat(Money.parse(read.path("costUSD").textValue()).isPositive()).isTrue();
    }
    var blocked = body.replace("x = 1", "key = AKIAABCDEFGHIJKLMNOP");
    assertThat(
            answered(Apps.post(pods.get(1), LOCAL_RENDER, blocked), 200)
                .path("stopReason")
                .asText())
        .isEqualTo("guardrail_intervened");
    var stranger = Apps.pods("strangers", "curious").getFirst();
    assertThat(Apps.post(stranger, SERVICE_RENDER, body))
        .endsWith("\n403\n")
        .contains("NotAllowed");
  }

  @Test
  @Order(7)
  void anEditedPromptIsTakenUpAndTheOldOneCanBePinned() {
    var calls = SimulatedAws.calls(ENDPOINT);
    var dry = "{\"variables\": {\"Diff\": \"x = 1\"}, %s\"dryRun\": true}";
    var url = List.of(LOCAL_RENDER, SERVICE_RENDER);
    var from = List.of(pods.get(0), Apps.pods(NAMESPACE, "batch").getFirst());
    Cluster.kubectl(
            "patch",
            "pt",
            "code-review",
            "-n",
            NAMESPACE,
            "--type=merge",
            "-p",
            "{\"spec\":{\"systemPrompt\":\"Be kind.\"}}")
        .succeeded();

    for (var i = 0; i < 2; i++) {
      var pod = from.get(i);
      var where = url.get(i);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                var current = answered(Apps.post(pod, where, dry.formatted("")), 200);
                assertThat(current.path("revision").asLong()).isEqualTo(2);
                assertThat(current.path("system").asText()).isEqualTo("Be kind.");
              });
      var pinned = answered(Apps.post(pod, where, dry.formatted("\"revision\": 1, ")), 200);
      assertThat(pinned.path("revision").asLong()).isEqualTo(1);
      assertThat(pinned.path("system").asText()).startsWith("You are a senior engineer.");
      assertThat(pinned.path("messages").path(0).path("content").asText())
          .contains("focusing on security and correctness", "x = 1");
      assertThat(Apps.post(pod, where, dry.formatted("\"revision\": 9, ")))
          .endsWith("\n404\n")
          .contains("UnknownRevision", "there are 2, 1");
      assertThat(Apps.post(pod, where, "{\"variables\": {\"Focus\": 5, \"Deep\": 1}}"))
          .endsWith("\n400\n")
          .contains("variables.Diff: is required", "variables.Focus: must be", "variables.Deep");
    }
    assertThat(SimulatedAws.calls(ENDPOINT)).isEqualTo(calls);
    assertThat(
            Cluster.kubectl(
                    "get",
                    "controllerrevisions",
                    "-n",
                    NAMESPACE,
                    "-l",
                    "ai.kernelpanic09.io/prompt-template=code-review",
                    "-o",
                    "jsonpath={.items[*].revision}")
                .succeeded()
                .out()
                .strip()
                .split(" "))
        .containsExactlyInAnyOrder("1", "2");
  }

  private static JsonNode answered(String answer, int status) {
    assertThat(answer).endsWith("\n" + status + "\n");
    return SimulatedAws.read(answer.substring(0, answer.lastIndexOf("\n" + status)));
  }

  @Test
  @Order(8)
  void theColumnShowsTheBillToTheLastDigit() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(spent()).isEqualTo(SimulatedAws.bill(ENDPOINT)));
    assertThat(spent().isPositive()).isTrue();
    assertThat(column("{.status.usage.invocations}"))
        .isEqualTo(Long.toString(SimulatedAws.calls(ENDPOINT)));
  }

  @Test
  @Order(9)
  void theAppHoldsNoKeyNoTokenAndNoRight() {
    var found =
        Cluster.sh(
            NAMESPACE,
            pods.get(0).getMetadata().getName(),
            "app",
            "env; find / -xdev -path /proc -prune -o -type f -print 2>/dev/null | grep -e k8s-ai -e aws; mount");

    assertThat(found)
        .contains("MODEL_ENDPOINT_URL=http://localhost:8090")
        .doesNotContain("AWS_ACCESS_KEY_ID")
        .doesNotContain("AWS_SECRET_ACCESS_KEY")
        .doesNotContain("AWS_SESSION_TOKEN")
        .doesNotContain("ai.kernelpanic09.io/identity")
        .doesNotContain("ai.kernelpanic09.io/aws")
        .doesNotContain("k8s-ai/journal");
    var rights =
        Cluster.kubectl(
            "auth",
            "can-i",
            "get",
            "modelendpoints.ai.kernelpanic09.io",
            "-n",
            NAMESPACE,
            "--as=system:serviceaccount:" + NAMESPACE + ":default");
    assertThat(rights.out()).startsWith("no");
  }

  @Test
  @Order(10)
  void aPodThatMountsTheSidecarsIdentityIsRefused() {
    var pod =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: thief
          namespace: ai-workloads
          labels:
            ai.kernelpanic09.io/model-endpoint: claude-haiku
        spec:
          containers:
            - name: app
              image: %s
              volumeMounts:
                - name: k8s-ai-identity
                  mountPath: /stolen
        """
            .formatted(Apps.IMAGE);

    var refused = Cluster.kubectlWithInput(pod, "apply", "-f", "-");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.out()).contains("k8s-ai-identity");
  }

  @Test
  @Order(11)
  void sixtyCallsAtOncePassAndTheNextIsToldWhenToComeBack() {
    Cluster.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata:
          name: claude-burst
          namespace: ai-workloads
        spec:
          modelId: anthropic.claude-haiku-4-5-20251001-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
          maxTokens: 4096
          costBudget:
            daily: "10.00"
            monthly: "200.00"
          rateLimit:
            requestsPerMinute: 60
          guardrailPolicyRef: pii-and-safety
        """);
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoint/claude-burst",
            "-n",
            NAMESPACE,
            "--timeout=60s")
        .succeeded();
    var bursting = Apps.deploy(NAMESPACE, "burst", "claude-burst", 3);
    var url = "http://localhost:8090/invoke/ai-workloads/claude-burst";

    var statuses = Apps.callsFromAll(bursting, url, 20, 20);
    var next = Apps.call(bursting.get(0), url, "-D -");

    assertThat(statuses).containsExactly(java.util.Map.entry("200", 60));
    assertThat(next).endsWith("\n429\n").contains("RateLimited");
    var retryAfter =
        next.lines()
            .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("retry-after:"))
            .map(line -> Integer.parseInt(line.substring(12).strip()))
            .findFirst()
            .orElseThrow();
    assertThat(retryAfter).isBetween(1, 64);
  }

  private static Money spent() {
    return Money.parse(column("{.status.budget.monthly.spent}"));
  }

  private static String column(String path) {
    return Cluster.kubectl(
            "get", "modelendpoint", "claude-haiku", "-n", NAMESPACE, "-o", "jsonpath=" + path)
        .succeeded()
        .out();
  }
}
