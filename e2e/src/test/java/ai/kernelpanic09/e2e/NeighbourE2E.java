package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A hostile namespace floods all ports that pods reach, while the pods of another one call their
 * endpoint: what these see, before and meanwhile, as the table of docs/security.md. {@code
 * -Dneighbour.seconds} sets how long each is; {@code make neighbour} runs it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighbourE2E {

  private static final String NAMESPACE = "neighbour";
  private static final String ENDPOINT = "steady";
  private static final String QUIET = "quiet";
  private static final String BETWEEN = "between";
  private static final String FLOOD = "flood";
  private static final Duration LASTS =
      Duration.ofSeconds(Integer.getInteger("neighbour.seconds", 60));

  private EndpointUnderTest endpoint;
  private SteadyCallers inside;
  private SteadyCallers outside;

  @BeforeAll
  void start() {
    assumeTrue(System.getProperty("neighbour.seconds") != null, "make neighbour runs it");
    assumeTrue(Cluster.isOurs(), "only the cluster of e2e/cluster.sh may be flooded");
    Installed.once();
    Apps.namespace(NAMESPACE);
    // They come before the flood where the node's CPUs are short, as on nodes of their own.
    Cluster.apply(
        """
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: containers
          namespace: %s
        spec:
          limits:
            - type: Container
              defaultRequest: {cpu: 50m}
        """
            .formatted(NAMESPACE));
    SimulatedAws.role("bedrock-" + NAMESPACE, NAMESPACE);
    endpoint =
        EndpointUnderTest.apply(
            NAMESPACE,
            ENDPOINT,
            "rateLimit: {requestsPerMinute: 6000}",
            "sidecar: {resources: {requests: {cpu: 100m}}}");
    var path = ":8090/invoke/" + NAMESPACE + "/" + ENDPOINT;
    inside = new SteadyCallers(NAMESPACE, "inside", ENDPOINT, 3, "http://localhost" + path);
    outside =
        new SteadyCallers(
            NAMESPACE,
            "outside",
            "",
            1,
            "http://model-" + ENDPOINT + "." + NAMESPACE + ".svc.cluster.local" + path);
  }

  @AfterAll
  void stop() {
    new SystemPods().print();
    Cluster.kubectl(
        "delete", "namespace", HostileNamespace.NAME, "--wait=false", "--ignore-not-found");
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @Test
  void aFloodOfOneNamespaceChangesNothingForAnother() {
    var system = new SystemPods();
    var states = system.states();
    var leaders = system.leaderChanges();

    var quietPods = phase(QUIET, system);
    inside.phase(BETWEEN);
    outside.phase(BETWEEN);
    var hostile =
        new HostileNamespace(
            endpoint,
            inside.pods().stream().map(each -> each.getStatus().getPodIP() + ":18090").toList());
    hostile.begin();
    var floodPods = phase(FLOOD, system);
    inside.phase("over");
    outside.phase("over");
    var sent = hostile.sent();
    hostile.end();

    print(sent);
    print("calls by sidecars", inside.of(QUIET), inside.of(FLOOD));
    print("calls by the gateway", outside.of(QUIET), outside.of(FLOOD));
    print("new pods, by admission", quietPods, floodPods);
    for (var app : List.of("k8s-ai-operator", "k8s-ai-gateway")) {
      System.out.printf(
          "neighbour: most memory of %s %d MiB of %d%n",
          app, system.mostMebibytes(app), system.limitMebibytes(app));
    }
    for (var each : List.of(inside, outside)) {
      assertThat(each.of(QUIET).statuses().keySet()).containsOnly("200");
      assertThat(each.of(FLOOD).statuses().keySet()).containsOnly("200");
    }
    assertThat(floodPods.statuses().keySet()).containsOnly("created");
    assertThat(system.states()).isEqualTo(states);
    assertThat(system.leaderChanges()).isEqualTo(leaders);
    assertThat(sent.values()).allSatisfy(each -> assertThat(each).isNotEmpty());
    assertThat(SimulatedAws.bill(HostileNamespace.NAME + "/spent")).isEqualTo(Money.ZERO);
    allIsBilled();
  }

  /** Calls for a while. Returns how pods were created meanwhile. */
  private CallTimes phase(String name, SystemPods system) {
    inside.phase(name);
    outside.phase(name);
    var created = new ArrayList<String>();
    var end = System.nanoTime() + LASTS.toNanos();
    await("the phase " + name)
        .atMost(LASTS.multipliedBy(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              created.add(createdPod());
              system.look();
              return System.nanoTime() - end >= 0;
            });
    return CallTimes.of(created);
  }

  /** Has a pod of the neighbour's admitted. Returns the outcome, and the seconds that it took. */
  private static String createdPod() {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("probe")
            .withNamespace(NAMESPACE)
            .withLabels(Map.of("ai.kernelpanic09.io/model-endpoint", ENDPOINT))
            .endMetadata()
            .withNewSpec()
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(65532L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName("app")
            .withImage("none")
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    var began = System.nanoTime();
    String outcome;
    try {
      var made = Cluster.client().resource(pod).dryRun().create();
      outcome = made.getSpec().getInitContainers().isEmpty() ? "bare" : "created";
    } catch (RuntimeException e) {
      outcome = e.getClass().getSimpleName();
      System.out.printf("neighbour: a pod was not created: %s%n", e.getMessage());
    }
    return String.format(Locale.ROOT, "%s %.6f", outcome, (System.nanoTime() - began) / 1e9);
  }

  /** No call was made twice, and the ledger is the bill. */
  private void allIsBilled() {
    var all =
        Stream.of("start", QUIET, BETWEEN, FLOOD)
            .flatMap(phase -> Stream.of(inside.of(phase), outside.of(phase)))
            .flatMap(times -> times.statuses().entrySet().stream())
            .toList();
    var begun = all.stream().mapToLong(Map.Entry::getValue).sum();
    var served =
        all.stream()
            .filter(each -> each.getKey().equals("200"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    // While the hostile pods start, a caller may give up a call that AWS has answered.
    assertThat(SimulatedAws.calls(NAMESPACE + "/" + ENDPOINT)).isBetween(served, begun);
    endpoint.awaitLedgerIsTheBill();
  }

  private static void print(Map<Attack, Map<String, Integer>> sent) {
    System.out.println("| attack on | pods | answers, by status |\n|---|---|---|");
    sent.forEach(
        (attack, answers) ->
            System.out.printf("| %s | %d | %s |%n", attack.target(), attack.pods(), answers));
  }

  private static void print(String what, CallTimes quiet, CallTimes flood) {
    System.out.printf(
        Locale.ROOT,
        "| %s | quiet | %s |%n| %s | flood | %s | p99 × %.1f | %s |%n",
        what,
        quiet.cells(),
        what,
        flood.cells(),
        flood.millis(99) / quiet.millis(99),
        flood.statuses());
  }
}
