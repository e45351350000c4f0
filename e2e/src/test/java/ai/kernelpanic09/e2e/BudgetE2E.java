package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three pods and the gateway spend small budgets at the same time; the results are compared with
 * the simulator's bill. {@link ChaosE2E} does so while processes die.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetE2E {

  private static final String NAMESPACE = "budgets";
  private static final Money BUDGET = Money.parse("0.05");

  @BeforeAll
  void install() {
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-budgets", NAMESPACE);
    Cluster.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: GuardrailPolicy
        metadata:
          name: budgets-pii
        spec:
          sensitiveInformationPolicy:
            piiEntities:
              - type: EMAIL
                action: ANONYMIZE
        """);
  }

  @AfterAll
  void stop() {
    Cluster.kubectl("delete", "deployments", "--all", "-n", NAMESPACE, "--wait=false");
  }

  @Test
  void aBudgetIsSpentToItsEndAndNeverBeyond() {
    var hammer = new Hammer("spent");

    hammer.untilRefused();

    hammer.assertNeverAbove();
    hammer.assertUsedUp();
    hammer.assertLedgerIsTheBill();
    hammer.assertPodsAreNamed();
    hammer.resetAndCallAgain();
  }

  @Test
  void deletingAnEndpointGivesNoMoneyBack() {
    var hammer = new Hammer("reborn");
    hammer.untilRefused();
    var before = hammer.spent();

    Cluster.kubectl("delete", "modelendpoint", "reborn", "-n", NAMESPACE, "--timeout=60s")
        .succeeded();
    hammer.createEndpoint();

    assertThat(hammer.spent()).isGreaterThanOrEqualTo(before);
    assertThat(hammer.firstAnswer()).endsWith("\n402\n");
    hammer.assertNeverAbove();
  }

  /**
   * One endpoint with a budget of five cents, three pods with sidecars, and one that calls through
   * the gateway.
   */
  private static final class Hammer {
    final String endpoint;
    final String name;
    final String local;
    final String service;
    final List<Pod> pods;
    final Pod outsider;

    Hammer(String name) {
      BudgetDay.awaitRoomFor(Duration.ofMinutes(4));
      this.name = name;
      endpoint = NAMESPACE + "/" + name;
      local = "http://localhost:8090/invoke/" + endpoint;
      service =
          "http://model-" + name + "." + NAMESPACE + ".svc.cluster.local:8090/invoke/" + endpoint;
      createEndpoint();
      pods = Apps.deploy(NAMESPACE, name, name, 3);
      outsider = Apps.deploy(NAMESPACE, name + "-outside", "", 1).getFirst();
    }

    /** The first answer of a pod that has heard of its new endpoint, which takes it seconds. */
    String firstAnswer() {
      return await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Apps.call(pods.getFirst(), local), answer -> !answer.endsWith("\n503\n"));
    }

    void createEndpoint() {
      Cluster.apply(
          """
          apiVersion: ai.kernelpanic09.io/v1alpha1
          kind: ModelEndpoint
          metadata:
            name: %s
            namespace: %s
          spec:
            modelId: anthropic.claude-haiku-4-5-20251001-v1:0
            region: us-east-1
            irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-budgets
            maxTokens: 16
            costBudget:
              daily: "%s"
            guardrailPolicyRef: budgets-pii
          """
              .formatted(name, NAMESPACE, BUDGET));
      Cluster.kubectl(
              "wait",
              "--for=condition=Ready",
              "modelendpoint/" + name,
              "-n",
              NAMESPACE,
              "--timeout=120s")
          .succeeded();
    }

    /** Calls from everywhere at once until no call is served any more. */
    void untilRefused() {
      for (var round = 0; round < 60; round++) {
        var statuses = new TreeMap<String, Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
          var running = new ArrayList<CompletableFuture<Map<String, Integer>>>();
          running.add(
              CompletableFuture.supplyAsync(() -> Apps.callsFromAll(pods, local, 30, 6), threads));
          running.add(
              CompletableFuture.supplyAsync(() -> Apps.calls(outsider, service, 30, 6), threads));
          running.forEach(
              each ->
                  each.join()
                      .forEach((status, count) -> statuses.merge(status, count, Integer::sum)));
        }
        System.out.println(endpoint + ": " + statuses + ", bill " + SimulatedAws.bill(endpoint));
        if (statuses.keySet().equals(java.util.Set.of("402"))) {
          return;
        }
      }
      throw new AssertionError("the budget of " + endpoint + " was not used up in 60 rounds");
    }

    Money spent() {
      return Money.parse(field("{.status.budget.daily.spent}"));
    }

    void assertNeverAbove() {
      assertThat(SimulatedAws.bill(endpoint)).isLessThanOrEqualTo(BUDGET);
      assertThat(SimulatedAws.bill(endpoint).isPositive()).isTrue();
    }

    void assertUsedUp() {
      assertThat(SimulatedAws.bill(endpoint))
          .isGreaterThanOrEqualTo(BUDGET.minus(worstCall().times(2)));
    }

    void assertLedgerIsTheBill() {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(spent()).isEqualTo(SimulatedAws.bill(endpoint)));
    }

    /** The amounts of the named pods add up to the bill. */
    void assertPodsAreNamed() {
      var lines = field("{range .status.pods[*]}{@}{'\\n'}{end}").lines().toList();
      assertThat(
              lines.stream()
                  .map(line -> Money.parse(line.split(" ", -1)[1]))
                  .reduce(Money.ZERO, Money::plus))
          .isEqualTo(SimulatedAws.bill(endpoint));
      assertThat(lines)
          .anyMatch(line -> line.contains(" " + pods.getFirst().getMetadata().getName() + " "))
          .anyMatch(line -> line.contains(" ai-operator-system/k8s-ai-gateway-"));
    }

    /** Resets the budget as a person does, and checks that nobody can do so in another's name. */
    void resetAndCallAgain() {
      var before = SimulatedAws.bill(endpoint);
      forge("budget-reset", "\"budget\":\"daily\"");
      forge(
          "budget-settlement",
          "\"window\":\"2026-11-22\",\"resolved\":\"1.00\",\"billed\":\"0.00\"");
      var reset =
          Cluster.run(
              Cluster.PROJECT.resolve("bin/k8s-ai").toString(),
              "budget",
              "reset",
              name,
              "-n",
              NAMESPACE,
              "--daily",
              "--reason",
              "end to end \"test\"",
              "--yes");
      assertThat(reset.succeeded().out()).contains(before + " dollars no longer count");
      assertThat(field("{.status.budget.resets[0].reason}")).isEqualTo("end to end \"test\"");
      assertThat(field("{.metadata.annotations}")).doesNotContain("budget-reset");
      assertThat(Apps.call(pods.getFirst(), local)).endsWith("\n200\n");
      assertThat(SimulatedAws.bill(endpoint)).isGreaterThan(before);
    }

    /** Gives an order in another's name. */
    private void forge(String annotation, String members) {
      var order =
          "{\"id\":\"r0\",\"uid\":\"%s\",\"at\":\"%s\",\"by\":\"alice\",%s,\"reason\":\"-\"}"
              .formatted(field("{.metadata.uid}"), Instant.now(), members);
      assertThat(
              Cluster.kubectl(
                      "annotate",
                      "modelendpoint",
                      name,
                      "-n",
                      NAMESPACE,
                      "ai.kernelpanic09.io/" + annotation + "=" + order)
                  .out())
          .contains("by: must be ");
    }

    private String field(String path) {
      return Cluster.kubectl(
              "get", "modelendpoint", name, "-n", NAMESPACE, "-o", "jsonpath=" + path)
          .succeeded()
          .out();
    }

    /**
     * An upper bound of the cost of a call of {@link Apps}, by the limits that the operator
     * published.
     */
    private Money worstCall() {
      try {
        var limits =
            new ObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .readValue(field("{.status.limits}"), EndpointLimits.class);
        return limits.pricing().worstCase(new CallShape(1, 64, 64, 0, false, false, false, 16));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
