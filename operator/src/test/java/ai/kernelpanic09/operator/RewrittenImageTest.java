package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A sidecar whose image is another one than the operator injects now. */
class RewrittenImageTest {

  private static final String NAME = "ai-workloads/claude";
  private static final String NEXT = "SIDECAR_IMAGE=mirror.local/sidecar:2";

  @Test
  void itIsBelievedWhileItWasOnceInjectedOrASettingNamesItAndNoneDeniesIt() {
    try (var world = new World()) {
      Pod pod;
      try (var operator = world.operatorWithWebhook()) {
        assertThat(operator.probePort()).isPositive();
        world.applyEndpoint("claude", "costBudget: {daily: \"10.00\"}");
        awaitCondition(world, "True/Current");
        pod = world.pod("ai-workloads", "app", "claude");
      }
      world.server.kubectl(
          "delete", "validatingwebhookconfiguration,mutatingwebhookconfiguration", "--all");
      var token = world.token(pod, Names.CONTROL_AUDIENCE);

      try (var upgraded = world.operator(NEXT);
          var control = HolderClient.of(upgraded)) {
        awaitServed(control, token);
        awaitCondition(world, "True/Current");
      }
      try (var upgraded = world.operator(NEXT, "DENIED_SIDECAR_IMAGES=" + World.IMAGE);
          var control = HolderClient.of(upgraded)) {
        awaitCondition(world, "False/ImageNotBelieved");
        refused(control, token, World.IMAGE, "K8S_AI_DENIED_SIDECAR_IMAGES");
      }
      world.server.kubectl("delete", "configmap", "k8s-ai-sidecar-images", "-n", World.NAMESPACE);
      try (var other = world.operator(NEXT);
          var control = HolderClient.of(other)) {
        awaitCondition(world, "False/ImageNotBelieved");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(
                            world.condition("claude", "SidecarsCurrent").orElseThrow().getMessage())
                        .contains(
                            World.IMAGE,
                            "mirror.local/sidecar:2",
                            "K8S_AI_ALLOWED_SIDECAR_IMAGES"));
        refused(
            control, token, World.IMAGE, "mirror.local/sidecar:2", "K8S_AI_ALLOWED_SIDECAR_IMAGES");
        awaitEvent(world);
      }
      try (var other = world.operator(NEXT, "ALLOWED_SIDECAR_IMAGES=" + World.IMAGE);
          var control = HolderClient.of(other)) {
        awaitServed(control, token);
      }
    }
  }

  private static void awaitServed(HolderClient control, String token) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(control.sync(token, HolderClient.request(NAME, 1)).statusCode())
                    .isEqualTo(200));
  }

  private static void refused(HolderClient control, String token, String... named) {
    var refused = control.sync(token, HolderClient.request(NAME, 1));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("ProofInvalid").contains(named);
  }

  private static void awaitEvent(World world) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world.client.v1().events().inNamespace("ai-workloads").list().getItems().stream()
                    .filter(each -> each.getInvolvedObject().getName().equals("app"))
                    .map(Event::getReason)
                    .anyMatch("SidecarImageNotBelieved"::equals));
  }

  private static void awaitCondition(World world, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state("claude", "SidecarsCurrent")).isEqualTo(state));
  }
}
