package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Five pods use half of the quickstart's rate together, four through their sidecars and one through
 * the gateway, while the leading operator is killed again and again; no call is refused. {@code
 * -Dleader.changes} sets how often it is killed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaderChangeE2E {

  private static final String NAMESPACE = "leader-changes";
  private static final String OPERATORS = "ai-operator-system";
  private static final String ENDPOINT = "steady";
  private static final int CHANGES = Integer.getInteger("leader.changes", 2);

  /** The status of a call, and how many seconds it took. */
  private record Ended(int status, double seconds) {
    static Ended of(String line) {
      var parts = line.split(" ", 2);
      return new Ended(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]));
    }
  }

  @BeforeAll
  void install() {
    assumeTrue(System.getProperty("leader.changes") != null, "make leader-changes runs it");
    assumeTrue(Cluster.isOurs(), "only the operators of e2e/cluster.sh may be killed");
    Installed.once();
    Killer.start();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-leader-changes", NAMESPACE);
    EndpointUnderTest.apply(NAMESPACE, ENDPOINT, "rateLimit: {requestsPerMinute: 60}");
  }

  @AfterAll
  void stop() {
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    Killer.stop();
  }

  @Test
  void noCallerNoticesThatALeaderDies() {
    var path = "/invoke/" + NAMESPACE + "/" + ENDPOINT;
    var pods = new ArrayList<Pod>();
    pods.addAll(pods("inside", ENDPOINT, 4, "http://localhost:8090" + path));
    pods.addAll(
        pods(
            "outside",
            "",
            1,
            "http://model-" + ENDPOINT + "." + NAMESPACE + ".svc.cluster.local:8090" + path));
    awaitMoreCalls(pods, 1);

    for (var change = 1; change <= CHANGES; change++) {
      awaitTwoOperators();
      var leader = leader();
      Killer.kill(leader, "operator");
      awaitMoreCalls(pods, 2);
      System.out.printf(
          "leader change %d of %d: %s killed, slowest call so far %.1f s%n",
          change, CHANGES, leader.getMetadata().getName(), slowest(ended(pods)));
    }

    pods.forEach(pod -> sh(pod, "touch /tmp/stop"));
    await("all calls have ended")
        .atMost(Duration.ofSeconds(70))
        .until(() -> ended(pods).size() == begun(pods));
    var calls = ended(pods);
    System.out.printf(
        "leader changes: %d kills, %d calls, the slowest of %.1f s%n",
        CHANGES, calls.size(), slowest(calls));
    assertThat(calls).hasSizeGreaterThan(pods.size() * 2 * CHANGES);
    assertThat(calls).allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
    assertThat(SimulatedAws.calls(NAMESPACE + "/" + ENDPOINT))
        .as("each call was made once")
        .isEqualTo(calls.size());
  }

  /** Begins a call every ten seconds, whether or not the one before has ended. */
  private static String loop(String url) {
    return "trap 'exit 0' TERM; touch /tmp/begun /tmp/ended; sleep $((RANDOM % 10));"
        + " while [ ! -e /tmp/stop ]; do echo >>/tmp/begun;"
        + " (curl -s -m 60 -o /dev/null -w '%{http_code} %{time_total}\\n'"
        + " -H 'content-type: application/json'"
        + " -d '{\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"maxTokens\":16}' "
        + url
        + " >>/tmp/ended) & sleep 10; done; while :; do sleep 1; done";
  }

  private static List<Pod> pods(String name, String endpoint, int replicas, String url) {
    Cluster.apply(Apps.deployment(NAMESPACE, name, endpoint, replicas, "", loop(url)));
    Cluster.kubectl("rollout", "status", "deployment/" + name, "-n", NAMESPACE, "--timeout=180s")
        .succeeded();
    return Apps.pods(NAMESPACE, name);
  }

  /** Waits until so many more calls of each pod have ended. */
  private static void awaitMoreCalls(List<Pod> pods, int count) {
    var before = pods.stream().map(LeaderChangeE2E::endedBy).toList();
    await("each pod has made more calls")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                IntStream.range(0, pods.size())
                    .allMatch(i -> endedBy(pods.get(i)) >= before.get(i) + count));
  }

  private static int endedBy(Pod pod) {
    return ended(List.of(pod)).size();
  }

  private static void awaitTwoOperators() {
    await("two operators are ready")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> operators().filter(Readiness::isPodReady).count() == 2);
  }

  private static Stream<Pod> operators() {
    return Cluster.client()
        .pods()
        .inNamespace(OPERATORS)
        .withLabel("app.kubernetes.io/name", "k8s-ai-operator")
        .list()
        .getItems()
        .stream();
  }

  private static Pod leader() {
    var lease = Cluster.client().leases().inNamespace(OPERATORS).withName("k8s-ai-operator").get();
    var name = lease.getSpec().getHolderIdentity();
    return operators()
        .filter(pod -> pod.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Ended> ended(List<Pod> pods) {
    return pods.stream().flatMap(pod -> sh(pod, "cat /tmp/ended").lines().map(Ended::of)).toList();
  }

  private static int begun(List<Pod> pods) {
    return pods.stream()
        .mapToInt(pod -> Integer.parseInt(sh(pod, "wc -l </tmp/begun").strip()))
        .sum();
  }

  private static double slowest(List<Ended> calls) {
    return calls.stream().max(Comparator.comparingDouble(Ended::seconds)).orElseThrow().seconds();
  }

  private static String sh(Pod pod, String script) {
    return Cluster.sh(NAMESPACE, pod.getMetadata().getName(), "app", script);
  }
}
