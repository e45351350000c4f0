package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The product is removed before its resources, which is the wrong order, while pods call: what
 * docs/installation.md says puts it right. {@code make outages} runs it, on a cluster of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovalE2E {

  private static final String NAMESPACE = "removals";
  private static final String SYSTEM = "ai-operator-system";
  private static final String POLICY = "removals";
  private static final Duration SOON = Duration.ofMinutes(3);

  private OutageCallers callers;

  @BeforeAll
  void start() {
    assumeTrue(System.getProperty("outage.seconds") != null, "make outages runs it");
    assumeTrue(
        Cluster.isOurs(), "only the product on the cluster of e2e/cluster.sh may be removed");
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-" + NAMESPACE, NAMESPACE);
    apply();
    callers = OutageCallers.start(NAMESPACE, "orphan");
    awaitServed();
  }

  @AfterAll
  void stop() {
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @Test
  void whatIsRemovedInTheWrongOrderIsPutRight() {
    var from = Instant.now();
    Cluster.kubectl("delete", "--wait=false", "-k", tree("config/default")).succeeded();
    awaitGone("namespace/" + SYSTEM);
    assertThat(found("modelendpoints")).contains("orphan");
    assertThat(found("guardrailpolicies")).contains(POLICY);
    assertThat(SimulatedAws.guardrails(POLICY)).hasSize(1);
    System.out.printf(
        "removal: product removed first, after %d s: %s%n",
        Duration.between(from, Instant.now()).toSeconds(), callers.between(from, Instant.now()));
    assertThat(callers.between(from, Instant.now()).keySet()).isSubsetOf("200", "503");
    assertThat(callers.disturbed()).isEmpty();

    install();
    awaitGone("customresourcedefinition/modelendpoints.ai.kernelpanic09.io");
    awaitGone("customresourcedefinition/guardrailpolicies.ai.kernelpanic09.io");
    assertThat(SimulatedAws.guardrails(POLICY)).isEmpty();

    Cluster.kubectl("delete", "--ignore-not-found", "--timeout=3m", "-k", tree("config/default"))
        .succeeded();
    install();
    apply();
    // What vouched for the sidecars that run is gone with the operator's namespace.
    Cluster.kubectl("rollout", "restart", "deployment/orphan", "-n", NAMESPACE).succeeded();
    Cluster.kubectl("rollout", "status", "deployment/orphan", "-n", NAMESPACE, "--timeout=180s")
        .succeeded();
    awaitServed();
    assertThat(SimulatedAws.guardrails(POLICY)).hasSize(1);
  }

  private static String tree(String folder) {
    return Cluster.PROJECT.resolve(folder).toString();
  }

  /** Deploys this tree's version as {@code make cluster} has done. */
  private static void install() {
    Cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", tree("target/deploy"))
        .succeeded();
    Installed.again();
  }

  private static void apply() {
    Cluster.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: GuardrailPolicy
        metadata: {name: %s}
        spec: {wordPolicy: {words: [{text: forbidden}]}}
        """
            .formatted(POLICY));
    EndpointUnderTest.apply(NAMESPACE, "orphan", "guardrailPolicyRef: " + POLICY);
  }

  private void awaitServed() {
    var since = Instant.now();
    await("all pods are served")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> callers.servedSince(since));
  }

  private static void awaitGone(String object) {
    await(object + " is gone")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> Cluster.kubectl("get", object).out().contains("NotFound"));
  }

  private static String found(String kind) {
    return Cluster.kubectl("get", kind, "--all-namespaces", "-o", "name").succeeded().out();
  }
}
