package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * An earlier version is upgraded to this one while pods call, and this one goes back to it. {@code
 * make upgrade FROM=COMMIT} deploys the earlier one first; elsewhere this suite is skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeE2E {

  private static final String NAMESPACE = "upgrades";
  private static final String SYSTEM = "ai-operator-system";

  /** The tag of the earlier version's images. */
  private static final String BEFORE = "before";

  /** What docs/installation.md has one set when the earlier version kept no list of images. */
  private static final String BELIEVED =
      """
      patches:
        - target: {kind: Deployment, name: k8s-ai-operator}
          patch: |-
            - op: add
              path: /spec/template/spec/containers/0/env/-
              value: {name: K8S_AI_ALLOWED_SIDECAR_IMAGES, value: "ghcr.io/kernelpanic09/k8s-ai-sidecar:%s"}
      """
          .formatted(BEFORE);

  /** How long pods go on calling after each change. */
  private static final Duration LASTS = Duration.ofSeconds(40);

  private static final Duration BACK = Duration.ofMinutes(4);

  /** The tree of the earlier version. */
  private static final String FROM = System.getProperty("upgrade.from", "");

  private final List<OutageCallers> oldPods = new ArrayList<>();
  private final List<OutageCallers> youngPods = new ArrayList<>();
  private EndpointUnderTest paced;
  private EndpointUnderTest young;

  @BeforeAll
  void startOnTheEarlierVersion() {
    assumeTrue(!FROM.isEmpty(), "make upgrade FROM=COMMIT deploys an earlier version first");
    Installed.once();
    Apps.namespace(NAMESPACE);
    SimulatedAws.role("bedrock-" + NAMESPACE, NAMESPACE);
    EndpointUnderTest.apply(NAMESPACE, "unpaced");
    paced = EndpointUnderTest.apply(NAMESPACE, "paced", "rateLimit: {requestsPerMinute: 600}");
    young = EndpointUnderTest.apply(NAMESPACE, "young");
    oldPods.add(OutageCallers.start(NAMESPACE, "unpaced"));
    oldPods.add(OutageCallers.start(NAMESPACE, "paced"));
    awaitServed(oldPods, Instant.now());
  }

  @AfterAll
  void stop() {
    Cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  }

  @Test
  @Order(1)
  void runningSidecarsGoOnWhenTheOperatorIsUpgraded() {
    assertThat(images(oldPods)).allSatisfy(image -> assertThat(image).endsWith(":" + BEFORE));
    var from = Instant.now();
    deploy(Cluster.PROJECT, "dev", BELIEVED);
    awaitServed(oldPods, Instant.now().plus(LASTS));
    told("upgraded", from, oldPods);
    assertThat(oldPods).allSatisfy(each -> assertThat(each.disturbed()).isEmpty());

    youngPods.add(OutageCallers.start(NAMESPACE, "young"));
    assertThat(images(youngPods)).allSatisfy(image -> assertThat(image).endsWith(":dev"));
    awaitServed(youngPods, Instant.now());
    assertThat(paced.condition("SidecarsCurrent")).startsWith("False");
    assertThat(young.condition("Ready")).startsWith("True");
  }

  @Test
  @Order(2)
  void theEarlierVersionTakesOverAgain() {
    var from = Instant.now();
    deploy(Path.of(FROM), BEFORE, "");
    awaitServed(oldPods, Instant.now().plus(LASTS));
    told("gone back", from, oldPods);
    assertThat(oldPods).allSatisfy(each -> assertThat(each.disturbed()).isEmpty());

    // Pods of the later version are made again, as a rollback of a team's own Deployment does.
    Cluster.kubectl("rollout", "restart", "deployment/young", "-n", NAMESPACE).succeeded();
    Cluster.kubectl("rollout", "status", "deployment/young", "-n", NAMESPACE, "--timeout=180s")
        .succeeded();
    await("pods of the earlier version only")
        .atMost(BACK)
        .untilAsserted(
            () ->
                assertThat(images(youngPods))
                    .isNotEmpty()
                    .allSatisfy(image -> assertThat(image).endsWith(":" + BEFORE)));
    awaitServed(youngPods, Instant.now());
  }

  /** Prints what callers saw; all are served in the end, and refusals name the operator. */
  private static void told(String what, Instant from, List<OutageCallers> callers) {
    var end = Instant.now();
    awaitServed(callers, end);
    for (var each : callers) {
      System.out.printf("%s: %s: %s%n", what, each.endpoint(), each.between(from, end));
      assertThat(each.between(from, end).keySet()).isSubsetOf("200", "503");
      assertThat(each.refusals())
          .allSatisfy(body -> assertThat(body).containsAnyOf("operator", "its ledger"));
    }
  }

  private static void awaitServed(List<OutageCallers> callers, Instant since) {
    await("all pods are served")
        .atMost(BACK)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> callers.stream().allMatch(each -> each.servedSince(since)));
  }

  /**
   * Deploys a tree's version, but for the simulated AWS: it keeps its roles and sessions in memory.
   *
   * @param more of the kustomization
   */
  private static void deploy(Path tree, String tag, String more) {
    var to = tree.resolve("target/upgrade");
    Cluster.run(
            "env",
            "IMAGE_REGISTRY=ghcr.io/kernelpanic09",
            "IMAGE_TAG=" + tag,
            tree.resolve("hack/overlay.sh").toString(),
            overlay(tree),
            "target/upgrade")
        .succeeded();
    keepSimulator(to.resolve("kustomization.yaml"));
    var around = around(to, more);
    Cluster.kubectl("apply", "--server-side", "--force-conflicts", "--kustomize", around.toString())
        .succeeded();
    for (var deployment : List.of("k8s-ai-operator", "k8s-ai-gateway")) {
      Cluster.kubectl(
              "rollout", "status", "deployment/" + deployment, "-n", SYSTEM, "--timeout=240s")
          .succeeded();
    }
  }

  /**
   * The overlay with the simulated AWS of the earlier version, in the tree of any: how it is
   * reached and proven stays as it was, since another one would forget its roles.
   */
  private static String overlay(Path tree) {
    var earlier = Path.of("config/overlays/simulator");
    var copied = tree.resolve("target/upgrade-simulator");
    try (var files = Files.list(Path.of(FROM).resolve(earlier))) {
      Files.createDirectories(copied);
      for (var each : files.toList()) {
        Files.writeString(
            copied.resolve(each.getFileName()),
            Files.readString(each).replace("../../default", "../../config/default"));
      }
      return "target/upgrade-simulator";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keepSimulator(Path kustomization) {
    try {
      var text = Files.readString(kustomization);
      Files.writeString(
          kustomization,
          text.replaceFirst(
              "(?s)(newName: \"[^\"]*/bedrock-simulator\"\\s+newTag: )\"[^\"]*\"",
              "$1\"" + BEFORE + "\""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An overlay around one that names images, for those names are rewritten in settings too. */
  private static Path around(Path overlay, String more) {
    var around = overlay.resolveSibling("upgrade-around");
    try {
      Files.createDirectories(around);
      Files.writeString(
          around.resolve("kustomization.yaml"),
          "resources: [../" + overlay.getFileName() + "]\n" + more);
      return around;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> images(List<OutageCallers> callers) {
    return callers.stream()
        .flatMap(each -> each.pods().stream())
        .flatMap(pod -> pod.getSpec().getInitContainers().stream())
        .filter(container -> container.getName().equals("k8s-ai-sidecar"))
        .map(container -> container.getImage())
        .toList();
  }
}
