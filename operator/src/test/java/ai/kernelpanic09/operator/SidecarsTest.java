package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pods that run without their sidecar, or with an outdated one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarsTest {

  private final World world = new World();
  private OperatorProcess operator = world.operatorWithWebhook();

  @BeforeAll
  void endpoints() {
    for (var name : List.of("resized", "missed")) {
      world.applyEndpoint(name);
      awaitState(name, "Ready", "True/Ready");
    }
  }

  @AfterAll
  void stop() {
    operator.close();
    world.close();
  }

  @Test
  void anyChangeOfTheRenderingMakesPodsOutdated() {
    world.pod("ai-workloads", "app-1", "resized");
    world.pod("ai-workloads", "app-2", "resized");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(world.condition("resized", "SidecarsCurrent").orElseThrow().getMessage())
                    .startsWith("2 pods"));
    assertThat(world.state("resized", "SidecarsCurrent")).isEqualTo("True/Current");

    // The image stays the same; the sidecar's resources change.
    world.applyEndpoint("resized", "sidecar: {resources: {requests: {cpu: 50m}}}");

    awaitState("resized", "SidecarsCurrent", "False/OutdatedPods");
    assertThat(world.condition("resized", "SidecarsCurrent").orElseThrow().getMessage())
        .startsWith("2 pods")
        .contains("restart");
    // Outdated pods are still served.
    assertThat(world.state("resized", "Ready")).isEqualTo("True/Ready");

    world.server.kubectl("delete", "pod", "app-1", "-n", "ai-workloads", "--force");
    world.pod("ai-workloads", "app-3", "resized");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(world.condition("resized", "SidecarsCurrent").orElseThrow().getMessage())
                    .startsWith("1 pods"));
  }

  @Test
  void aMissedPodIsToldWhatToDoOnce() {
    world.plainPod("ai-workloads", "missed-1", "default", "10.1.0.9");
    // The label is added after the creation, so that no webhook has seen it.
    world.server.kubectl(
        "label",
        "pod",
        "missed-1",
        "-n",
        "ai-workloads",
        "ai.kernelpanic09.io/model-endpoint=missed");

    awaitState("missed", "SidecarsCurrent", "False/MissedPods");
    await().atMost(Duration.ofSeconds(60)).until(() -> events("missed-1").size() == 1);
    assertThat(events("missed-1").getFirst().getReason()).isEqualTo("SidecarMissed");
    assertThat(events("missed-1").getFirst().getMessage()).contains("no sidecar", "delete it");

    // Neither another reconciliation nor another operator writes the Event again.
    operator.close();
    operator = world.operatorWithWebhook();
    world.applyEndpoint("missed", "maxTokens: 17");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world
                    .condition("missed", "SidecarsCurrent")
                    .filter(each -> each.getObservedGeneration() == 2)
                    .isPresent());
    assertThat(events("missed-1")).hasSize(1);
  }

  private List<Event> events(String pod) {
    return world.client.v1().events().inNamespace("ai-workloads").list().getItems().stream()
        .filter(each -> each.getInvolvedObject().getName().equals(pod))
        .toList();
  }

  private void awaitState(String endpoint, String condition, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state(endpoint, condition)).isEqualTo(state));
  }
}
