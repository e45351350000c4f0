package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A sidecar whose image is another one than the operator injects. */
class RewrittenImageTest {

  private static final String NAME = "ai-workloads/claude";

  @Test
  void itIsRefusedWithBothNamesAndTheSettingUntilASettingNamesIt() {
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

      try (var other = world.operator("SIDECAR_IMAGE=mirror.local/sidecar:2");
          var control = HolderClient.of(other)) {
        awaitCondition(world, "False/ImageNotBelieved");
        assertThat(world.condition("claude", "SidecarsCurrent").orElseThrow().getMessage())
            .contains(World.IMAGE, "mirror.local/sidecar:2", "K8S_AI_ALLOWED_SIDECAR_IMAGES");
        var refused = control.sync(token, HolderClient.request(NAME, 1));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
            .contains(
                "ProofInvalid",
                World.IMAGE,
                "mirror.local/sidecar:2",
                "K8S_AI_ALLOWED_SIDECAR_IMAGES");
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    world
                        .client
                        .v1()
                        .events()
                        .inNamespace("ai-workloads")
                        .list()
                        .getItems()
                        .stream()
                        .filter(each -> each.getInvolvedObject().getName().equals("app"))
                        .map(Event::getReason)
                        .anyMatch("SidecarImageNotBelieved"::equals));
      }

      try (var other =
              world.operator(
                  "SIDECAR_IMAGE=mirror.local/sidecar:2", "ALLOWED_SIDECAR_IMAGES=" + World.IMAGE);
          var control = HolderClient.of(other)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(control.sync(token, HolderClient.request(NAME, 1)).statusCode())
                        .isEqualTo(200));
      }
    }
  }

  private static void awaitCondition(World world, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state("claude", "SidecarsCurrent")).isEqualTo(state));
  }
}
