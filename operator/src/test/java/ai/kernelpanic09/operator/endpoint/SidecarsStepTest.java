package ai.kernelpanic09.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarsStepTest {

  private static final ModelEndpoint ENDPOINT = endpoint();
  private static final SidecarImages IMAGES = new SidecarImages("sidecar:2", List.of("sidecar:1"));

  private static ModelEndpoint endpoint() {
    var endpoint = new ModelEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withNamespace("team").withName("claude").build());
    endpoint.setSpec(
        new KubernetesSerialization()
            .unmarshal("{\"allowedNamespaces\": [\"friends\"]}", ModelEndpointSpec.class));
    return endpoint;
  }

  private static PodBuilder pod(String image) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("app")
        .withNamespace("team")
        .withUid("uid")
        .addToLabels(Keys.MODEL_ENDPOINT, "claude")
        .endMetadata()
        .withNewSpec()
        .addNewInitContainer()
        .withName(Names.SIDECAR_CONTAINER)
        .withImage(image)
        .endInitContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus();
  }

  private static Pod missed(String phase) {
    return pod("")
        .editSpec()
        .withInitContainers(List.of())
        .endSpec()
        .editStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static SidecarsStep.Census census(Pod... pods) {
    return PodCensus.of(List.of(pods), ENDPOINT, IMAGES, pod -> false);
  }

  @Test
  void countsPodsThatNameTheEndpoint() {
    var other = pod("sidecar:2").editMetadata().addToLabels(Keys.MODEL_ENDPOINT, "x").endMetadata();
    var second =
        pod("sidecar:2")
            .editMetadata()
            .addToLabels(Keys.MODEL_ENDPOINT, "x")
            .addToAnnotations(Keys.ADDITIONAL_MODEL_ENDPOINTS, "y, team.claude")
            .endMetadata();

    assertThat(census(pod("sidecar:2").build(), other.build(), second.build()).served())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"team, 1", "friends, 1", "strangers, 0"})
  void onlyPodsThatMayUseTheEndpointCount(String namespace, int counted) {
    var metadata = pod("").editMetadata().withNamespace(namespace);
    var running = metadata.addToLabels(Keys.MODEL_ENDPOINT, "team.claude").endMetadata().build();
    var missed = new PodBuilder(running).editSpec().withInitContainers(List.of()).endSpec().build();

    assertThat(census(running).served()).isEqualTo(counted);
    assertThat(census(missed).missed()).hasSize(counted);
  }

  @Test
  void podsThatHaveEndedOrAreEndingDoNotCount() {
    var ending =
        pod("sidecar:2")
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .build();

    var census = census(missed("Succeeded"), missed("Failed"), ending);

    assertThat(census).isEqualTo(new SidecarsStep.Census(0, List.of(), List.of(), 0));
  }

  @Test
  void anImageThatIsNotBelievedIsToldWithBothNamesAndTheSetting() {
    var census = census(pod("sidecar:1").build(), pod("mirror.local/sidecar:2").build());

    assertThat(census.unbelieved()).hasSize(1);
    var state = SidecarsStep.state(census, IMAGES, false);
    assertThat(state.reason().id()).isEqualTo("ImageNotBelieved");
    assertThat(state.message())
        .contains("mirror.local/sidecar:2", "sidecar:2", "K8S_AI_ALLOWED_SIDECAR_IMAGES");
  }

  @Test
  void aRenderingThatWouldBeAnotherNowIsOutdated() {
    var census = PodCensus.of(List.of(pod("sidecar:2").build()), ENDPOINT, IMAGES, pod -> true);

    assertThat(census.outdated()).isEqualTo(1);
  }

  @Test
  void aPodThatTheWebhookLeftToTheGatewayIsNotMissed() {
    var gateway =
        new PodBuilder(missed("Running"))
            .editMetadata()
            .addToAnnotations(Keys.SIDECAR_STATUS, "{\"mode\":\"gateway\"}")
            .endMetadata()
            .build();

    assertThat(census(gateway, missed("Running")).missed()).hasSize(1);
  }

  @Test
  void aFullLedgerIsTold() {
    var census = PodCensus.of(List.of(pod("sidecar:2").build()), ENDPOINT, IMAGES, pod -> false);

    var state = SidecarsStep.state(census, IMAGES, true);

    assertThat(state.reason().id()).isEqualTo("TooManySidecars");
    assertThat(state.message()).contains("1000 pods hold dollars");
    assertThat(SidecarsStep.state(census, IMAGES, false).reason().id()).isEqualTo("Current");
  }

  @Test
  void untilAllPodsAreKnownWhatWasCountedBeforeStays() {
    var counted = endpoint();
    counted.setStatus(ModelEndpointStatus.builder().sidecars(7).build());

    var result = SidecarsStep.uncounted(Observation.of(counted));

    assertThat(result.observed().sidecars()).isEqualTo(7);
    assertThat(Objects.requireNonNull(result.state()).status())
        .isEqualTo(ConditionState.Status.UNAVAILABLE);
    assertThat(SidecarsStep.uncounted(Observation.of(ENDPOINT)).observed().sidecars()).isNull();
  }
}
