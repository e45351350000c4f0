package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The webhooks behind a real API server, with its defaults, its own admission plugins and Pod
 * Security {@code restricted} enforced.
 */
final class RealApiServerTest {

  /** The product's own webhooks, and two mutating ones that run after them. */
  private static final List<Path> MANIFESTS =
      List.of(
          RealAdmission.WEBHOOKS.resolve("mutating.yaml"),
          RealAdmission.WEBHOOKS.resolve("validating.yaml"),
          Path.of("src/test/resources/other-injector.yaml"),
          Path.of("src/test/resources/other-rewriter.yaml"));

  private static final String OTHER_INJECTOR = "other-injector";
  private static final String OTHER_REWRITER = "other-rewriter";
  private static final String MIRRORED = "mirror.local/k8s-ai-sidecar:0.1.0";

  private static volatile InjectConfig config = SamplePods.CONFIG;
  private static final List<AdmissionEvent> EVENTS = new CopyOnWriteArrayList<>();
  private static RealAdmission world;
  private static ApiServer api;

  @TempDir private static Path folder;

  @BeforeAll
  static void start()
      throws IOException, InterruptedException, ExecutionException, GeneralSecurityException {
    world = new RealAdmission(folder, () -> config, EVENTS::add);
    world
        .router()
        .post("/other")
        .handler(BodyHandler.create(false))
        .handler(context -> context.json(otherInjection(context.body().asJsonObject())));
    world
        .router()
        .post("/rewrite")
        .handler(BodyHandler.create(false))
        .handler(context -> context.json(rewriting(context.body().asJsonObject())));
    api = world.api();
    api.client()
        .namespaces()
        .withName(SamplePods.NAMESPACE)
        .edit(
            namespace -> {
              namespace
                  .getMetadata()
                  .getLabels()
                  .put("pod-security.kubernetes.io/enforce", "restricted");
              return namespace;
            });
    for (var file : MANIFESTS) {
      world.register(file);
    }
    awaitWebhooks();
    deletePods();
  }

  @AfterAll
  static void stop() {
    if (world != null) {
      world.close();
    }
  }

  @BeforeEach
  void reset() {
    config = SamplePods.CONFIG;
    EVENTS.clear();
  }

  @AfterEach
  void clean() {
    deletePods();
  }

  private static void deletePods() {
    api.kubectl("delete", "pods", "--all", "--force", "--wait=false", "-n", SamplePods.NAMESPACE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRestrictedNamespaceTakesTheInjectedPod(boolean asNative) {
    config = SamplePods.CONFIG.withNativeSidecars(asNative);
    var pod = created(SamplePods.labelled());
    var sidecar = pod.at(asNative ? "/spec/initContainers/0" : "/spec/containers/0");

    assertThat(sidecar.path("name").asText()).isEqualTo("k8s-ai-sidecar");
    assertThat(sidecar.path("terminationMessagePath").asText()).isNotEmpty();
  }

  @Test
  void withoutASidecarsSecurityContextTheNamespaceWouldRefuse() {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("metadata")).putObject("labels");
    ((ObjectNode) pod.at("/spec/containers/0")).remove("securityContext");

    assertThat(apply("create", pod.toString()).errors()).contains("violates PodSecurity");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theProofHoldsForThePodAsStored(boolean asNative) {
    config = SamplePods.CONFIG.withNativeSidecars(asNative);
    var stored = created(SamplePods.labelled());
    var typed = api.client().pods().inNamespace(SamplePods.NAMESPACE).withName("app").get();
    var mounts = stored.at(asNative ? "/spec/initContainers/0" : "/spec/containers/0");

    assertThat(mounts.path("volumeMounts").toString()).contains("kube-api-access-");
    assertThat(SamplePods.PROOF.problem(stored, SamplePods.STORING)).isEmpty();
    assertThat(SamplePods.PROOF.problem(typed, SamplePods.NAMESPACE)).isEmpty();

    typed.getSpec().setServiceAccountName("another");
    assertThat(SamplePods.PROOF.problem(typed, SamplePods.NAMESPACE)).isPresent();
  }

  @Test
  void thePodAsStoredIsInjectedAlready() {
    var again = SamplePods.inject(created(SamplePods.labelled()));

    assertThat(again.patch()).isEmpty();
    assertThat(again.report().reason()).isEqualTo(AdmissionReason.UNCHANGED);
  }

  @Test
  void aLaterInjectorsContainerIsServedByReinvocation() {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.at("/metadata/labels")).put(OTHER_INJECTOR, "yes");
    var stored = created(pod);

    assertThat(names(stored.at("/spec/initContainers"))).containsExactly("k8s-ai-sidecar");
    assertThat(names(stored.at("/spec/containers"))).containsExactly("app", "other");
    assertThat(names(stored.at("/spec/containers/1/env"))).contains("MODEL_ENDPOINT_URL");
    assertThat(EVENTS.stream().map(event -> event.webhook().name()))
        .containsExactly("MUTATE_PODS", "MUTATE_PODS", "VALIDATE_PODS");
    assertThat(SamplePods.PROOF.problem(stored, SamplePods.STORING)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"restartPolicy", "startupProbe", "image"})
  void aSidecarThatALaterWebhookSpoiledIsRefusedWithTheReason(String member) {
    var pod = rewritten(member);
    var said = member.equals("image") ? "K8S_AI_ALLOWED_SIDECAR_IMAGES" : member;

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(apply("create", pod.toString(), "--dry-run=server").errors())
                    // Without restartPolicy it is an init container with probes, which the API
                    // server itself refuses.
                    .contains(member.equals("restartPolicy") ? "invalid" : "denied the request")
                    .contains(said));
  }

  @Test
  void anImageThatAPolicyWritesAndASettingNamesIsStoredAndProven() {
    config = SamplePods.allowing(MIRRORED);
    var pod = rewritten("image");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                apply("create", pod.toString(), "--dry-run=server", "-o", "json")
                    .text()
                    .contains(MIRRORED));

    var stored = created(pod);

    assertThat(stored.at("/spec/initContainers/0/image").asText()).isEqualTo(MIRRORED);
    assertThat(SamplePods.PROOF.problem(stored, SamplePods.STORING)).isEmpty();
  }

  private static ObjectNode rewritten(String member) {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.at("/metadata/labels")).put(OTHER_REWRITER, member);
    return pod;
  }

  @Test
  void kubectlShowsWarningsAndDenials() {
    var warned = SamplePods.labelled();
    ((ObjectNode) warned.at("/spec/containers/0"))
        .putArray("envFrom")
        .addObject()
        .putObject("configMapRef")
        .put("name", "settings");
    assertThat(apply("create", warned.toString()).errors()).contains("Warning: container app");

    var denied = SamplePods.labelled();
    ((ObjectNode) denied.path("spec")).put("hostNetwork", true).put("hostPID", true);
    assertThat(apply("create", denied.toString()).errors())
        .contains("denied the request", "spec.hostNetwork", "spec.hostPID");
  }

  @Test
  void aPodThatMountsTheIdentityItselfIsRefused() {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("spec"))
        .putArray("volumes")
        .addObject()
        .put("name", "k8s-ai-identity")
        .putObject("emptyDir");
    ((ObjectNode) pod.at("/spec/containers/0"))
        .putArray("volumeMounts")
        .addObject()
        .put("name", "k8s-ai-identity")
        .put("mountPath", "/id");

    assertThat(apply("create", pod.toString()).errors())
        .contains("container app mounts the volume k8s-ai-identity");
  }

  @Test
  void aRunningSidecarKeepsItsImageAndItsProof() {
    created(SamplePods.labelled());

    assertThat(patched("{'spec':{'initContainers':[{'name':'k8s-ai-sidecar','image':'evil'}]}}"))
        .contains("image of a running sidecar");
    assertThat(patched("{'metadata':{'annotations':{'" + Keys.SIDECAR_PROOF + "':null}}}"))
        .contains("written by the webhook alone");
    assertThat(patched("{'spec':{'containers':[{'name':'app','image':'other'}]}}")).isEmpty();
    assertThat(patched("{'metadata':{'labels':{'" + Keys.MODEL_ENDPOINT + "':'nova'}}}"))
        .contains("Warning:", "restart it");
  }

  @Test
  void debuggersReachTheAppAndNotTheSidecar() {
    created(SamplePods.labelled());

    assertThat(debugged("k8s-ai-sidecar")).contains("targets the container k8s-ai-sidecar");
    assertThat(debugged("app")).isEmpty();
  }

  @Test
  void nobodyEntersTheSidecar() {
    created(SamplePods.labelled());
    var into = List.of("exec", "-n", SamplePods.NAMESPACE, "app", "-c");

    assertThat(kubectl(into, "k8s-ai-sidecar", "--", "ls").errors())
        .contains("nobody may run commands");
    assertThat(kubectl(into, "app", "--", "ls").errors())
        .doesNotContain("nobody may run commands")
        .contains("not have a host assigned");
  }

  /** A later webhook that knows nothing of ours: it adds a container of its own. */
  private static JsonObject otherInjection(JsonObject review) {
    var request = review.getJsonObject("request");
    var container =
        new JsonObject()
            .put("name", "other")
            .put("image", "registry.example/other:1")
            .put(
                "securityContext",
                new JsonObject()
                    .put("allowPrivilegeEscalation", false)
                    .put("capabilities", new JsonObject().put("drop", new JsonArray().add("ALL"))));
    var patch =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("op", "add")
                    .put("path", "/spec/containers/-")
                    .put("value", container));
    return patched(request, patch);
  }

  /**
   * A later webhook that changes the member of the sidecar that the pod's label names: it takes the
   * image from a mirror, and removes any other member.
   */
  private static JsonObject rewriting(JsonObject review) {
    var request = review.getJsonObject("request");
    var member =
        request
            .getJsonObject("object")
            .getJsonObject("metadata")
            .getJsonObject("labels")
            .getString(OTHER_REWRITER);
    var operation = new JsonObject().put("path", "/spec/initContainers/0/" + member);
    if (member.equals("image")) {
      operation.put("op", "replace").put("value", MIRRORED);
    } else {
      operation.put("op", "remove");
    }
    return patched(request, new JsonArray().add(operation));
  }

  private static JsonObject patched(JsonObject request, JsonArray patch) {
    return new JsonObject()
        .put("apiVersion", "admission.k8s.io/v1")
        .put("kind", "AdmissionReview")
        .put(
            "response",
            new JsonObject()
                .put("uid", request.getString("uid"))
                .put("allowed", true)
                .put("patchType", "JSONPatch")
                .put(
                    "patch",
                    Base64.getEncoder()
                        .encodeToString(patch.encode().getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Waits until the API server calls the webhooks: it watches their configurations, so it learns of
   * them with a delay.
   */
  private static void awaitWebhooks() {
    var probe = SamplePods.labelled();
    ((ObjectNode) probe.at("/metadata/labels")).put(OTHER_INJECTOR, "yes");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              var out = apply("create", probe.toString(), "--dry-run=server", "-o", "json");
              return out.text().contains("k8s-ai-sidecar") && out.text().contains("\"other\"");
            });
    created(SamplePods.labelled());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                patched("{'metadata':{'annotations':{'" + Keys.SIDECAR_PROOF + "':'x'}}}", true)
                    .contains("written by the webhook alone"));
  }

  private static ObjectNode created(ObjectNode pod) {
    var stored =
        api.client()
            .pods()
            .inNamespace(SamplePods.NAMESPACE)
            .resource(Serialization.unmarshal(pod.toString(), Pod.class))
            .create();
    return SamplePods.yaml(
        api.kubectl(
                "get",
                "pod",
                stored.getMetadata().getName(),
                "-n",
                SamplePods.NAMESPACE,
                "-o",
                "json")
            .text());
  }

  private static String patched(String patch, boolean dryRun) {
    return api.kubectl(
            "patch",
            "pod",
            "app",
            "-n",
            SamplePods.NAMESPACE,
            "--dry-run=" + (dryRun ? "server" : "none"),
            "-p",
            patch.replace('\'', '"'))
        .errors();
  }

  private static String patched(String patch) {
    return patched(patch, false);
  }

  private static String debugged(String target) {
    var patch =
        """
        {"spec":{"ephemeralContainers":[{"name":"debug-%1$s","image":"busybox",
          "targetContainerName":"%1$s","securityContext":{"allowPrivilegeEscalation":false,
          "capabilities":{"drop":["ALL"]}}}]}}
        """
            .formatted(target);
    return kubectl(
            List.of("patch", "pod", "app", "-n", SamplePods.NAMESPACE),
            "--subresource=ephemeralcontainers",
            "-p",
            patch)
        .errors();
  }

  private static ApiServer.Output apply(String verb, String manifest, String... more) {
    return world.apply(verb, manifest, more);
  }

  private static ApiServer.Output kubectl(List<String> arguments, String... more) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return api.kubectl(all.toArray(String[]::new));
  }

  private static List<String> names(JsonNode list) {
    var names = new ArrayList<String>();
    ((ArrayNode) list).forEach(element -> names.add(element.path("name").asText()));
    return names;
  }
}
