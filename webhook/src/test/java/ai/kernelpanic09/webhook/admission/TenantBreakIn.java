package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.webhook.inject.SamplePods;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An editor of a namespace tries to get a sidecar's identity. The editor has the rules of the
 * built-in ClusterRole {@code edit}, and a real API server decides.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantBreakIn {

  private static final String LABEL = Keys.MODEL_ENDPOINT;

  @TempDir private static Path folder;

  private RealAdmission admission;

  /** Puts the guard in place that is tried. */
  abstract void guard(RealAdmission world) throws IOException, GeneralSecurityException;

  @BeforeAll
  void start()
      throws IOException, GeneralSecurityException, InterruptedException, ExecutionException {
    admission = new RealAdmission(folder, () -> SamplePods.CONFIG, event -> {});
    // No controller aggregates the rules of edit here.
    for (var role : List.of("system:aggregate-to-edit", "system:aggregate-to-view")) {
      admin("create", "rolebinding", role.substring(17), "--clusterrole=" + role, "--user=tenant");
    }
    admission.register(RealAdmission.WEBHOOKS.resolve("mutating.yaml"));
    eventually(
        () -> assertThat(rendering().at("/spec/initContainers/0/name").asText()).isNotEmpty());
    // From a time without a guard: a look-alike, and a pod that lost its label.
    assertThat(create(copied("before", pod -> {})).errors()).isEmpty();
    assertThat(create(labelled("victim")).errors()).isEmpty();
    assertThat(create(labelled("stripped")).errors()).isEmpty();
    assertThat(tenant("label", "pod", "stripped", LABEL + "-").errors()).isEmpty();
    guard(admission);
    eventually(() -> assertThat(unlabel("victim", "--dry-run=server")).contains("label"));
  }

  @AfterAll
  void stop() {
    admission.close();
  }

  @Test
  void theLabelStays() {
    assertThat(unlabel("victim")).contains("denied", LABEL);
    assertThat(admin("get", "pod", "victim", "--show-labels").text()).contains(LABEL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"victim", "stripped", "before"})
  void theImageStays(String pod) {
    assertThat(
            tenant("set", "image", "pod/" + pod, "k8s-ai-sidecar=registry.example/thief:1")
                .errors())
        .contains("denied", "image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stripped", "before"})
  void theLabelIsNotPutBack(String pod) {
    assertThat(tenant("label", "pod", pod, LABEL + "=claude-haiku").errors())
        .contains("denied", LABEL);
  }

  @Test
  void theProofStays() {
    assertThat(tenant("annotate", "pod", "victim", Keys.SIDECAR_PROOF + "-").errors())
        .contains("denied", Keys.SIDECAR_PROOF);
  }

  @Test
  void aRenderingIsNotCopiedIntoAPodWithoutLabel() {
    assertThat(create(copied("shared", pod -> spec(pod).put("shareProcessNamespace", true))))
        .satisfies(TenantBreakIn::denied);
    assertThat(create(copied("plain", pod -> {}))).satisfies(TenantBreakIn::denied);
  }

  @Test
  void neitherItsVolumesNorItsProofAlone() {
    assertThat(create(copied("volumes", pod -> spec(pod).remove("initContainers"))))
        .satisfies(TenantBreakIn::denied);
    var bare =
        copied(
            "proof",
            pod -> {
              spec(pod).remove(List.of("initContainers", "volumes"));
              ((ObjectNode) pod.at("/spec/containers/0")).remove("volumeMounts");
            });
    assertThat(create(bare)).satisfies(TenantBreakIn::denied);
  }

  @Test
  void noPodIsTheSidecarAlone() {
    var alone =
        copied(
            "alone",
            pod -> {
              var sidecar = (ObjectNode) pod.at("/spec/initContainers/0");
              sidecar.remove("restartPolicy");
              spec(pod).remove("initContainers");
              spec(pod).putArray("containers").add(sidecar);
            });
    assertThat(create(alone)).satisfies(TenantBreakIn::denied);
    ((ObjectNode) alone.path("metadata")).putObject("labels").put(LABEL, "claude-haiku");
    assertThat(create(alone)).satisfies(TenantBreakIn::denied);
  }

  @Test
  void noOtherPodMountsATokenOfOurAudience() {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("metadata")).put("name", "token").remove("labels");
    spec(pod)
        .putArray("volumes")
        .addObject()
        .put("name", "innocent")
        .putObject("projected")
        .putArray("sources")
        .addObject()
        .putObject("serviceAccountToken")
        .put("path", "token")
        .put("audience", "ai.kernelpanic09.io/control");

    assertThat(create(pod)).satisfies(TenantBreakIn::denied);
  }

  @Test
  void nobodyEntersTheSidecar() {
    assertThat(tenant("exec", "victim", "-c", "k8s-ai-sidecar", "--", "ls").errors())
        .contains("nobody may run commands");
    assertThat(tenant("attach", "victim", "-c", "k8s-ai-sidecar").errors())
        .contains("nobody may run commands");
  }

  @ParameterizedTest
  @ValueSource(strings = {"victim", "stripped", "before"})
  void ordinaryChangesPass(String pod) {
    assertThat(tenant("label", "--overwrite", "pod", pod, "team=a").errors()).isEmpty();
    assertThat(
            tenant(
                    "set",
                    "image",
                    "pod/" + pod,
                    "app=registry.example/shop:1.5",
                    "--dry-run=server")
                .errors())
        .isEmpty();
  }

  RealAdmission admission() {
    return admission;
  }

  ApiServer.Output tenant(String... arguments) {
    var all = new ArrayList<>(List.of("--as=tenant", "--as-group=system:authenticated"));
    all.addAll(List.of(arguments));
    return admission.kubectl(all.toArray(String[]::new));
  }

  ApiServer.Output create(ObjectNode pod) {
    return admission.apply(
        "create", pod.toString(), "--as=tenant", "--as-group=system:authenticated");
  }

  static ObjectNode labelled(String name) {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("metadata")).put("name", name);
    return pod;
  }

  private ApiServer.Output admin(String... arguments) {
    var output = admission.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
    return output;
  }

  private String unlabel(String pod, String... more) {
    var all = new ArrayList<>(List.of("label", "pod", pod, LABEL + "-"));
    all.addAll(List.of(more));
    return tenant(all.toArray(String[]::new)).errors();
  }

  /** What the webhook would make of a pod, as a server-side dry run tells its editor. */
  JsonNode rendering() {
    var output =
        admission.apply(
            "create",
            labelled("rendered").toString(),
            "--as=tenant",
            "--as-group=system:authenticated",
            "--dry-run=server",
            "-o",
            "json");
    return output.exitCode() == 0 ? SamplePods.yaml(output.text()) : SamplePods.yaml("{}");
  }

  /** A pod made by hand from that rendering, without the label. */
  private ObjectNode copied(String name, Consumer<ObjectNode> change) {
    var pod = (ObjectNode) rendering();
    var proof = pod.at("/metadata/annotations").get(Keys.SIDECAR_PROOF);
    var metadata = pod.putObject("metadata");
    metadata.put("name", name);
    metadata.putObject("annotations").set(Keys.SIDECAR_PROOF, proof);
    pod.remove("status");
    change.accept(pod);
    return pod;
  }

  static ObjectNode spec(ObjectNode pod) {
    return (ObjectNode) pod.path("spec");
  }

  static void denied(ApiServer.Output output) {
    assertThat(output.exitCode()).as(output.text()).isNotZero();
    assertThat(output.errors()).containsAnyOf("denied the request", "denied request");
  }

  static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }
}
