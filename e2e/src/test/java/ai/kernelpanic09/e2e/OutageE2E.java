package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kernelpanic09.core.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The control plane is away, forgets, or takes rights, while pods call: what callers see meanwhile,
 * and that all goes on afterwards by itself. {@code -Doutage.seconds} sets how long; {@code make
 * outages} takes the long form.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageE2E {

  private static final String NAMESPACE = "outages";
  private static final String SYSTEM = "ai-operator-system";
  private static final Duration LASTS =
      Duration.ofSeconds(Integer.getInteger("outage.seconds", 20));
  private static final Duration BACK = Duration.ofMinutes(3);

  /** One endpoint whose calls need dollars only, and one whose calls need a token of its rate. */
  private List<EndpointUnderTest> endpoints;

  private List<OutageCallers> callers;

  @BeforeAll
  void start() {
    assumeTrue(System.getProperty("outage.seconds") != null, "make outages runs it");
    assumeTrue(Cluster.isOurs(), "only the cluster of e2e/cluster.sh may be broken");
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-" + NAMESPACE, NAMESPACE);
    endpoints =
        List.of(
            EndpointUnderTest.apply(NAMESPACE, "unpaced"),
            EndpointUnderTest.apply(NAMESPACE, "paced", "rateLimit: {requestsPerMinute: 600}"));
    callers =
        List.of(OutageCallers.start(NAMESPACE, "unpaced"), OutageCallers.start(NAMESPACE, "paced"));
    awaitServed(Instant.now(), "at the start");
  }

  @AfterAll
  void stop() {
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @Test
  void theApiServerIsAwayAndForgetsItsHistory() {
    var from = Instant.now();
    Cluster.script("kill", "kube-apiserver");
    sleep(LASTS);
    forgetHistory();
    Cluster.script("restart");
    recovered("API server away", from);
    changeReachesPods();
  }

  @Test
  void theOperatorsRightsAreTakenAndGivenBack() {
    var binding = "clusterrolebinding/k8s-ai-operator";
    var saved = Cluster.kubectl("get", binding, "-o", "yaml").succeeded().out();
    var from = Instant.now();
    Cluster.kubectl("delete", binding).succeeded();
    try {
      sleep(LASTS);
    } finally {
      Cluster.apply(saved.replaceAll("(?m)^  (resourceVersion|uid|creationTimestamp): .*\\n", ""));
    }
    recovered("operator's rights taken", from);
    changeReachesPods();
  }

  @Test
  void aNamespaceIsDeletedWhileTheOperatorIsAway() {
    var other = NAMESPACE + "-other";
    Apps.namespace(other);
    SimulatedAws.role("bedrock-" + other, other);
    EndpointUnderTest.apply(other, "unpaced");
    var from = Instant.now();
    scale(0);
    try {
      Cluster.kubectl("delete", "namespace", other, "--wait=false").succeeded();
      sleep(LASTS);
    } finally {
      scale(2);
    }
    await("namespace is gone")
        .atMost(BACK)
        .until(() -> Cluster.kubectl("get", "namespace", other).out().contains("NotFound"));
    recovered("operator away, a namespace deleted", from);
  }

  @Test
  void theOperatorsPodsAreEvictedOneAfterAnother() {
    var from = Instant.now();
    for (var pod : operators()) {
      // A node that is drained asks again until the disruption budget allows it.
      await("eviction of " + pod)
          .atMost(BACK)
          .until(() -> Cluster.client().pods().inNamespace(SYSTEM).withName(pod).evict());
    }
    await("new pods")
        .atMost(BACK)
        .until(
            () ->
                Cluster.kubectl(
                            "rollout",
                            "status",
                            "deployment/k8s-ai-operator",
                            "-n",
                            SYSTEM,
                            "--timeout=5s")
                        .exit()
                    == 0);
    recovered("operator's node drained", from);
  }

  /** All are served again by themselves, nobody was disturbed, and the ledger is the bill. */
  private void recovered(String outage, Instant from) {
    var end = Instant.now();
    awaitServed(end, outage);
    var back = Duration.between(end, Instant.now()).toSeconds();
    for (var each : callers) {
      System.out.printf(
          "outage: %s for %d s, %s: %s, served again after at most %d s%n",
          outage,
          Duration.between(from, end).toSeconds(),
          each.endpoint(),
          each.between(from, end),
          back);
      assertThat(each.disturbed()).as(outage).isEmpty();
      assertThat(each.between(from, end).keySet()).isSubsetOf("200", "503");
      // An operator that has just begun looks at the endpoint first. The simulated AWS is a pod of
      // the same cluster, whose network forgets it for a moment too.
      assertThat(each.refusals())
          .allSatisfy(
              body ->
                  assertThat(body)
                      .containsAnyOf("operator", "is being reconciled", "Bedrock: no connection"));
    }
    assertThat(callers.getFirst().between(from, end)).as(outage).satisfies(this::servedAtFirst);
    endpoints.forEach(EndpointUnderTest::awaitLedgerIsTheBill);
  }

  /** What pods hold serves for a minute without the operator; the short form is shorter. */
  private void servedAtFirst(Map<String, Integer> statuses) {
    assertThat(statuses).containsKey("200");
    if (LASTS.toSeconds() <= 30) {
      assertThat(statuses.keySet()).containsOnly("200");
    }
  }

  private void awaitServed(Instant since, String when) {
    await("all pods are served, " + when)
        .atMost(BACK)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> callers.stream().allMatch(each -> each.servedSince(since)));
  }

  /** The operator has not lost sight of its resources: a new limit gets into its status. */
  private void changeReachesPods() {
    var limit = "6." + Math.floorMod(System.nanoTime(), 89) + "1";
    Cluster.kubectl(
            "patch",
            "modelendpoint",
            "unpaced",
            "-n",
            NAMESPACE,
            "--type=merge",
            "-p",
            "{\"spec\":{\"costBudget\":{\"monthly\":\"%s\"}}}".formatted(limit))
        .succeeded();
    await("the new limit")
        .atMost(BACK)
        .until(
            () -> endpoints.getFirst().field("{.status.budget.monthly.limit}"),
            each -> Money.parse(each).equals(Money.parse(limit)));
  }

  /**
   * Has etcd forget all it knew before now: a watch that goes on from there is told that its
   * version is too old.
   */
  private static void forgetHistory() {
    var key = "\"a2V5\"";
    var revision =
        IntStream.range(0, 20)
            .mapToLong(
                i ->
                    SimulatedAws.read(
                            etcd("kv/put", "{\"key\":%s,\"value\":%s}".formatted(key, key)))
                        .at("/header/revision")
                        .asLong())
            .max()
            .orElseThrow();
    etcd("kv/compaction", "{\"revision\":%d,\"physical\":true}".formatted(revision));
    etcd("kv/deleterange", "{\"key\":%s}".formatted(key));
  }

  private static String etcd(String path, String body) {
    return Cluster.run("curl", "-sf", "-m", "10", "-d", body, "http://127.0.0.1:2379/v3/" + path)
        .succeeded()
        .out();
  }

  private static List<String> operators() {
    return Cluster.client()
        .pods()
        .inNamespace(SYSTEM)
        .withLabel("app.kubernetes.io/name", "k8s-ai-operator")
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private static void scale(int replicas) {
    Cluster.kubectl("scale", "deployment/k8s-ai-operator", "-n", SYSTEM, "--replicas=" + replicas)
        .succeeded();
    if (replicas == 0) {
      await("no operator").atMost(BACK).until(() -> operators().isEmpty());
    } else {
      Cluster.kubectl(
              "rollout", "status", "deployment/k8s-ai-operator", "-n", SYSTEM, "--timeout=180s")
          .succeeded();
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
