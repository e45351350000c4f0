package ai.kernelpanic09.webhook.guard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.testing.EveryEndpoint;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PodGuardTest {

  private final ObjectNode before = SamplePods.inject(SamplePods.labelled()).pod();
  private final ObjectNode after = before.deepCopy();

  @Test
  void letsOrdinaryChangesPass() {
    ((ObjectNode) after.at("/metadata/labels")).put("team", "a");
    ((ObjectNode) after.at("/spec/containers/0")).put("image", "registry.example/shop:1.5");

    var verdict = update();
    assertThat(verdict.denials()).isEmpty();
    assertThat(verdict.warnings()).isEmpty();
  }

  @Test
  void keepsTheSidecarsImage() {
    ((ObjectNode) after.at("/spec/initContainers/0")).put("image", "evil");

    assertThat(reasons(update())).containsExactly(AdmissionReason.SIDECAR_CHANGED);
  }

  @Test
  void findsWhatALaterWebhookMountedIntoTheApp() {
    assertThat(reasons(create())).isEmpty();

    ((ObjectNode) after.at("/spec/containers/0"))
        .putArray("volumeMounts")
        .addObject()
        .put("name", "k8s-ai-identity");

    assertThat(reasons(create())).containsExactly(AdmissionReason.IDENTITY_EXPOSED);
  }

  @Test
  void aSidecarComesWithItsLabelOnly() {
    ((ObjectNode) after.at("/metadata/labels")).remove(Keys.MODEL_ENDPOINT);

    assertThat(create().denials())
        .hasSize(4)
        .allMatch(denial -> denial.reason() == AdmissionReason.SIDECAR_UNLABELLED)
        .extracting(Denial::message)
        .anyMatch(each -> each.startsWith("container k8s-ai-sidecar"))
        .anyMatch(each -> each.startsWith("volume k8s-ai-identity"))
        .anyMatch(each -> each.startsWith("annotation " + Keys.SIDECAR_PROOF));
  }

  @Test
  void aSidecarKeepsItsLabel() {
    ((ObjectNode) after.at("/metadata/labels")).remove(Keys.MODEL_ENDPOINT);

    assertThat(reasons(update())).containsExactly(AdmissionReason.SIDECAR_UNLABELLED);
  }

  @Test
  void aCopiedSidecarGetsNoLabelLater() {
    ((ObjectNode) before.at("/metadata/labels")).remove(Keys.MODEL_ENDPOINT);

    assertThat(reasons(update())).containsExactly(AdmissionReason.SIDECAR_UNLABELLED);
  }

  @Test
  void anUnlabelledSidecarKeepsItsImageToo() {
    for (var pod : List.of(before, after)) {
      ((ObjectNode) pod.at("/metadata/labels")).remove(Keys.MODEL_ENDPOINT);
    }
    ((ObjectNode) after.at("/spec/initContainers/0")).put("image", "evil");

    assertThat(reasons(update())).containsExactly(AdmissionReason.SIDECAR_CHANGED);
  }

  @Test
  void aPodWithoutASidecarTakesAndLosesTheLabel() {
    var plain = SamplePods.labelled();
    var labelled = plain.deepCopy();
    ((ObjectNode) plain.at("/metadata/labels")).remove(Keys.MODEL_ENDPOINT);

    for (var change :
        List.of(
            new PodChange("UPDATE", labelled, plain, false),
            new PodChange("UPDATE", plain, labelled, false))) {
      var verdict =
          PodGuard.decide(change, SamplePods.NAMESPACE, SamplePods.CONFIG, SamplePods.CLUSTER);
      assertThat(verdict.denials()).isEmpty();
      assertThat(verdict.warnings()).singleElement().asString().contains("restart");
    }
  }

  @Test
  void aLaterWebhookMayNotShareTheSidecarsProcesses() {
    ((ObjectNode) after.path("spec")).put("shareProcessNamespace", true);

    assertThat(reasons(create())).containsExactly(AdmissionReason.SHARED_PROCESSES);
  }

  @Test
  void aLaterWebhookMayNotTakeTheAppAway() {
    var sidecar = after.at("/spec/initContainers/0");
    ((ObjectNode) after.path("spec")).putArray("containers").add(sidecar);
    ((ObjectNode) after.path("spec")).remove("initContainers");

    assertThat(reasons(create())).containsExactly(AdmissionReason.SIDECAR_ALONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"restartPolicy", "startupProbe", "env", "securityContext"})
  void aSidecarThatAnotherWebhookStrippedIsNotCreated(String field) {
    ((ObjectNode) after.at("/spec/initContainers/0")).remove(field);

    assertThat(reasons(create())).containsExactly(AdmissionReason.SIDECAR_CHANGED);
    assertThat(create().denials().getFirst().message()).contains("k8s-ai-sidecar", field);
    if (List.of("restartPolicy", "startupProbe").contains(field)) {
      assertThat(create().denials().getFirst().message()).contains("sidecar-mode: container");
    }
  }

  @Test
  void whatAnotherWebhookRewroteIsNamed() {
    var sidecar = (ObjectNode) after.at("/spec/initContainers/0");
    sidecar.put("restartPolicy", "Never").putArray("command").add("sh");
    ((ObjectNode) sidecar.path("securityContext")).put("runAsNonRoot", false);
    ((ArrayNode) sidecar.path("env")).addObject().put("name", "HTTPS_PROXY").put("value", "p");
    ((ObjectNode) after.at("/spec/volumes/0")).removeAll().put("name", "k8s-ai-identity");

    assertThat(create().denials())
        .singleElement()
        .extracting(Denial::message)
        .asString()
        .contains(
            "restartPolicy has changed",
            "securityContext.runAsNonRoot has changed",
            "env HTTPS_PROXY came",
            "leave this container out",
            Keys.SIDECAR_MODE + ": container");
  }

  @Test
  void whereTheClusterDoesNotAnswerThePodIsRefusedAllTheSame() {
    ((ObjectNode) after.at("/spec/initContainers/0")).remove("env");
    var away =
        new EveryEndpoint() {
          @Override
          public Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace) {
            throw new IllegalStateException("away");
          }
        };

    assertThat(
            PodGuard.decide(
                    new PodChange("CREATE", after, MissingNode.getInstance(), false),
                    SamplePods.NAMESPACE,
                    SamplePods.CONFIG,
                    away)
                .denials())
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).isEqualTo(AdmissionReason.SIDECAR_CHANGED));
  }

  @Test
  void aPodThatAnotherWebhookTookTheWholeSidecarFromIsNotCreated() {
    ((ObjectNode) after.path("spec")).remove("initContainers");

    assertThat(reasons(create())).containsExactly(AdmissionReason.SIDECAR_CHANGED);
  }

  @Test
  void anImageThatAPolicyWroteIsCreatedOnlyWhereASettingNamesIt() {
    ((ObjectNode) after.at("/spec/initContainers/0")).put("image", "mirror.local/sidecar:0.1.0");

    assertThat(reasons(create())).containsExactly(AdmissionReason.IMAGE_NOT_BELIEVED);
    assertThat(create().denials().getFirst().message())
        .contains(
            "mirror.local/sidecar:0.1.0",
            "registry.example/k8s-ai-sidecar:0.1.0",
            "K8S_AI_ALLOWED_SIDECAR_IMAGES");
    assertThat(
            PodGuard.decide(
                    new PodChange("CREATE", after, MissingNode.getInstance(), false),
                    SamplePods.NAMESPACE,
                    SamplePods.allowing("mirror.local/sidecar:0.1.0"),
                    SamplePods.CLUSTER)
                .denials())
        .isEmpty();
  }

  private PodGuard.Verdict create() {
    return PodGuard.decide(
        new PodChange("CREATE", after, MissingNode.getInstance(), false),
        SamplePods.NAMESPACE,
        SamplePods.CONFIG,
        SamplePods.CLUSTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {Keys.SIDECAR_PROOF, Keys.SIDECAR_STATUS})
  void keepsTheWebhooksAnnotations(String key) {
    ((ObjectNode) after.at("/metadata/annotations")).put(key, "{}");
    assertThat(reasons(update())).containsExactly(AdmissionReason.ANNOTATION_FORGED);

    ((ObjectNode) after.at("/metadata/annotations")).remove(key);
    assertThat(reasons(update())).containsExactly(AdmissionReason.ANNOTATION_FORGED);
  }

  @Test
  void keepsEphemeralContainersFromTheIdentity() {
    var container = debugger();
    container.putArray("volumeMounts").addObject().put("name", "k8s-ai-identity");

    assertThat(reasons(update())).containsExactly(AdmissionReason.IDENTITY_EXPOSED);
  }

  @Test
  void keepsEphemeralContainersFromTheProcesses() {
    debugger().put("targetContainerName", "k8s-ai-sidecar");

    assertThat(reasons(update())).containsExactly(AdmissionReason.IDENTITY_EXPOSED);
  }

  @Test
  void letsTheAppBeDebugged() {
    debugger().put("targetContainerName", "app");

    assertThat(update().denials()).isEmpty();
  }

  @Test
  void aPodMadeByHandCannotJoinLater() {
    for (var pod : List.of(before, after)) {
      ((ObjectNode) pod.at("/spec/containers/0"))
          .putArray("volumeMounts")
          .addObject()
          .put("name", "k8s-ai-identity");
    }
    ((ObjectNode) before.at("/metadata/labels")).remove(Keys.MODEL_ENDPOINT);

    assertThat(reasons(update())).contains(AdmissionReason.IDENTITY_EXPOSED);
  }

  @Test
  void aPodMadeByHandCanStillLoseItsFinalizer() {
    for (var pod : List.of(before, after)) {
      ((ObjectNode) pod.at("/spec/containers/0"))
          .putArray("volumeMounts")
          .addObject()
          .put("name", "k8s-ai-identity");
    }
    ((ObjectNode) before.path("metadata")).putArray("finalizers").add("x.io/y");

    assertThat(update().denials()).isEmpty();
  }

  @Test
  void saysThatALabelComesTooLate() {
    ((ObjectNode) after.at("/metadata/labels")).put(Keys.MODEL_ENDPOINT, "nova");

    assertThat(update().denials()).isEmpty();
    assertThat(update().warnings()).singleElement().asString().contains("restart");
    assertThat(update().warnings()).allMatch(warning -> warning.length() <= 120);
  }

  @Test
  void keepsPeopleOutOfTheSidecar() {
    assertThat(reasons(connect("container: k8s-ai-sidecar")))
        .containsExactly(AdmissionReason.SIDECAR_ENTERED);
    assertThat(connect("container: app").denials()).isEmpty();
    assertThat(connect("stdin: true").denials()).isEmpty();
  }

  private ObjectNode debugger() {
    return ((ObjectNode) after.path("spec"))
        .putArray("ephemeralContainers")
        .addObject()
        .put("name", "debugger")
        .put("image", "busybox");
  }

  private PodGuard.Verdict update() {
    return PodGuard.decide(
        new PodChange("UPDATE", after, before, false),
        SamplePods.NAMESPACE,
        SamplePods.CONFIG,
        SamplePods.CLUSTER);
  }

  private static PodGuard.Verdict connect(String options) {
    return PodGuard.decide(
        new PodChange("CONNECT", SamplePods.yaml(options), MissingNode.getInstance(), false),
        SamplePods.NAMESPACE,
        SamplePods.CONFIG,
        SamplePods.CLUSTER);
  }

  private static List<AdmissionReason> reasons(PodGuard.Verdict verdict) {
    return verdict.denials().stream().map(Denial::reason).toList();
  }
}
