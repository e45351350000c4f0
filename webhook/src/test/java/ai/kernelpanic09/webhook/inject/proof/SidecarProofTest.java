package ai.kernelpanic09.webhook.inject.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.GoldenCase;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof.Occasion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SidecarProofTest {

  private final ObjectNode pod = SamplePods.inject(SamplePods.labelled()).pod();

  @Test
  void holdsForATypedPod() {
    var typed = Serialization.unmarshal(pod.toString(), Pod.class);

    assertThat(SamplePods.PROOF.problem(typed, SamplePods.NAMESPACE)).isEmpty();
  }

  @Test
  void holdsInOneNamespaceOnly() {
    assertThat(SamplePods.PROOF.problem(pod, new Occasion("elsewhere", false))).isPresent();
  }

  @Test
  void needsTheKey() {
    var other =
        new SidecarProof(
            "another-key-with-32-bytes-or-more-in".getBytes(StandardCharsets.UTF_8),
            Instant.EPOCH,
            InstantSource.system());

    assertThat(other.problem(pod, SamplePods.STORING)).isPresent();
  }

  @Test
  void refusesAShortKey() {
    assertThatThrownBy(() -> new SidecarProof(new byte[31], Instant.EPOCH, InstantSource.system()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theProofOfADryRunHoldsForNoStoredPod() {
    var tried =
        ((Patched)
                Injector.inject(
                    new PodAdmission(
                        SamplePods.labelled(), SamplePods.NAMESPACE, "CREATE", "", "tenant", true),
                    SamplePods.CONFIG,
                    SamplePods.CLUSTER))
            .pod();

    assertThat(SamplePods.PROOF.problem(tried, new Occasion(SamplePods.NAMESPACE, true))).isEmpty();
    assertThat(SamplePods.PROOF.problem(tried, SamplePods.STORING)).isPresent();
    assertThat(SamplePods.PROOF.problem(pod, new Occasion(SamplePods.NAMESPACE, true))).isPresent();

    var claimed = PodTree.annotation(tried, Keys.SIDECAR_PROOF);
    annotations(tried).put(Keys.SIDECAR_PROOF, claimed.replace("-dry-run", ""));
    assertThat(SamplePods.PROOF.problem(tried, SamplePods.STORING)).isPresent();
    holds(SamplePods.inject(tried).pod());
  }

  @Test
  void holdsForAPodThatIsCreatedSoon() {
    metadata(pod).put("creationTimestamp", Instant.now().plusSeconds(200).toString());
    holds(pod);
    metadata(pod).put("creationTimestamp", Instant.now().plusSeconds(400).toString());
    assertThat(SamplePods.PROOF.problem(pod, SamplePods.STORING)).get().asString().contains("time");
    metadata(pod).put("creationTimestamp", Instant.now().minusSeconds(400).toString());
    assertThat(SamplePods.PROOF.problem(pod, SamplePods.STORING)).isPresent();
  }

  @Test
  void holdsForAGeneratedName() {
    var replica = SamplePods.labelled();
    metadata(replica).put("generateName", "web-").remove("name");
    var stored = SamplePods.inject(replica).pod();
    metadata(stored).put("name", "web-x7k2p");

    holds(stored);
    metadata(stored).put("generateName", "job-");
    assertThat(SamplePods.PROOF.problem(stored, SamplePods.STORING)).isPresent();
  }

  @Test
  void aProofOfAnEarlierVersionHoldsForPodsOfItsTime() throws IOException {
    var old =
        (ObjectNode) GoldenCase.YAML.readTree(Path.of("src/test/resources/old-pod.yaml").toFile());
    var key = "golden-proof-key-of-32-bytes-or-more".getBytes(StandardCharsets.UTF_8);
    var upgraded = Instant.parse("2026-03-01T00:00:00Z");
    var proof = new SidecarProof(key, upgraded, InstantSource.fixed(upgraded.plusSeconds(86_400)));

    metadata(old).put("creationTimestamp", "2026-02-28T23:59:59Z");
    assertThat(proof.problem(old, SamplePods.STORING)).isEmpty();
    spec(old).put("shareProcessNamespace", true);
    assertThat(proof.problem(old, SamplePods.STORING)).isPresent();
    spec(old).remove("shareProcessNamespace");
    sidecar(old).putArray("args").add("-c");
    assertThat(proof.problem(old, SamplePods.STORING)).isPresent();
    sidecar(old).remove("args");
    metadata(old).put("creationTimestamp", "2026-03-01T00:00:00Z");
    assertThat(proof.problem(old, SamplePods.STORING)).get().asString().contains("earlier version");
  }

  private static void holds(JsonNode signed) {
    assertThat(SamplePods.PROOF.problem(signed, SamplePods.STORING)).isEmpty();
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
        change("default ServiceAccount", p -> spec(p).put("serviceAccountName", "default")),
        change("an image, which a list decides about", p -> sidecar(p).put("image", "mirror/x")),
        change("pull policy", p -> sidecar(p).put("imagePullPolicy", "Always")),
        change(
            "a LimitRange", p -> ((ObjectNode) sidecar(p).at("/resources/limits")).put("cpu", "1")),
        change(
            "OpenShift",
            p ->
                ((ObjectNode) sidecar(p).path("securityContext"))
                    .put("runAsUser", 1000680000)
                    .putObject("seLinuxOptions")
                    .put("level", "s0:c26,c15")),
        change(
            "the app's token",
            p -> mount(p, "kube-api-access-x", "/var/run/secrets/kubernetes.io/serviceaccount")),
        change(
            "an app's own change",
            p -> ((ObjectNode) p.at("/spec/containers/0")).put("image", "x")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void survives(String what, Consumer<ObjectNode> change) {
    change.accept(pod);

    assertThat(SamplePods.PROOF.problem(pod, SamplePods.STORING)).as(what).isEmpty();
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        change("no proof", p -> annotations(p).remove(Keys.SIDECAR_PROOF)),
        change("empty proof", p -> annotations(p).put(Keys.SIDECAR_PROOF, "")),
        change("another name", p -> metadata(p).put("name", "app-2")),
        change("a generated name", p -> metadata(p).put("generateName", "app")),
        change("no time", p -> annotations(p).put(Keys.SIDECAR_PROOF, "2.x.00")),
        change("another time", SidecarProofTest::later),
        change("shared processes", p -> spec(p).put("shareProcessNamespace", true)),
        change("the node's processes", p -> spec(p).put("hostPID", true)),
        change("the node's network", p -> spec(p).put("hostNetwork", true)),
        change("the node's IPC", p -> spec(p).put("hostIPC", true)),
        change("the node's users", p -> spec(p).put("hostUsers", false)),
        change("another runtime", p -> spec(p).put("runtimeClassName", "mine")),
        change("another resolver", p -> spec(p).put("dnsPolicy", "None")),
        change(
            "another name server",
            p -> spec(p).putObject("dnsConfig").putArray("nameservers").add("10.9.9.9")),
        change("an alias", p -> alias(p, "bedrock-runtime.us-east-1.amazonaws.com")),
        change(
            "the operator's alias",
            p -> alias(p, "k8s-ai-control.ai-operator-system.svc.cluster.local")),
        change(
            "nobody beside it",
            p -> {
              var alone = sidecar(p);
              spec(p).remove("initContainers");
              spec(p).putArray("containers").add(alone);
            }),
        change("another account", p -> spec(p).put("serviceAccountName", "admin")),
        change("command", p -> sidecar(p).putArray("command").add("sh")),
        change("args", p -> sidecar(p).putArray("args").add("-c")),
        change("working directory", p -> sidecar(p).put("workingDir", "/tmp")),
        change("attached input", p -> sidecar(p).put("stdin", true)),
        change(
            "variable", p -> ((ObjectNode) sidecar(p).at("/env/0")).put("value", "other/endpoint")),
        change(
            "further variable",
            p -> ((ArrayNode) sidecar(p).path("env")).addObject().put("name", "JAVA_TOOL_OPTIONS")),
        change(
            "envFrom",
            p ->
                sidecar(p)
                    .putArray("envFrom")
                    .addObject()
                    .putObject("configMapRef")
                    .put("name", "x")),
        change("hook", p -> sidecar(p).putObject("lifecycle").putObject("preStop")),
        change(
            "probe command",
            p ->
                ((ObjectNode) sidecar(p).path("livenessProbe"))
                    .putObject("exec")
                    .putArray("command")),
        change("privileged", p -> security(p).put("privileged", true)),
        change(
            "capability",
            p -> ((ObjectNode) security(p).path("capabilities")).putArray("add").add("SYS_PTRACE")),
        change("writable root", p -> security(p).put("readOnlyRootFilesystem", false)),
        change("mount over the program", p -> mount(p, "evil", "/app")),
        change("mount under the token's disguise", p -> mount(p, "kube-api-access-x", "/app")),
        change("not kept running", p -> sidecar(p).remove("restartPolicy")),
        change(
            "a shorter token",
            p ->
                ((ObjectNode) p.at("/spec/volumes/0/projected/sources/0/serviceAccountToken"))
                    .put("expirationSeconds", 600)),
        change("another CA", SidecarProofTest::anotherCa),
        change(
            "a ConfigMap beside the token",
            p ->
                ((ArrayNode) p.at("/spec/volumes/0/projected/sources"))
                    .addObject()
                    .putObject("configMap")
                    .put("name", "x")),
        change(
            "identity in the app",
            p ->
                ((ObjectNode) p.at("/spec/containers/0"))
                    .putArray("volumeMounts")
                    .addObject()
                    .put("name", "k8s-ai-identity")),
        change(
            "identity in an ephemeral container",
            p ->
                spec(p)
                    .putArray("ephemeralContainers")
                    .addObject()
                    .put("name", "debug")
                    .put("targetContainerName", "k8s-ai-sidecar")),
        change(
            "a second token of our audience",
            p ->
                ((ArrayNode) p.at("/spec/volumes"))
                    .addObject()
                    .put("name", "innocent")
                    .putObject("projected")
                    .putArray("sources")
                    .addObject()
                    .putObject("serviceAccountToken")
                    .put("audience", "ai.kernelpanic09.io/control")),
        change(
            "a second sidecar",
            p -> ((ArrayNode) p.at("/spec/containers")).add(sidecar(p).deepCopy())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void findsOut(String what, Consumer<ObjectNode> change) {
    assertThat(SamplePods.PROOF.problem(pod, SamplePods.STORING)).isEmpty();
    change.accept(pod);

    assertThat(SamplePods.PROOF.problem(pod, SamplePods.STORING)).as(what).isPresent();
  }

  private static Arguments change(String what, Consumer<ObjectNode> change) {
    return Arguments.of(what, change);
  }

  private static void later(ObjectNode pod) {
    var parts = PodTree.annotation(pod, Keys.SIDECAR_PROOF).split("\\.", 3);
    var time = Long.parseLong(parts[1]) + 1;
    annotations(pod).put(Keys.SIDECAR_PROOF, parts[0] + "." + time + "." + parts[2]);
  }

  private static void anotherCa(ObjectNode pod) {
    ((ArrayNode) sidecar(pod).path("env"))
        .forEach(
            variable -> {
              if (PodTree.name(variable).equals("K8S_AI_CONTROL_CA")) {
                ((ObjectNode) variable).put("value", "theirs");
              }
            });
  }

  private static void alias(ObjectNode pod, String name) {
    ((ArrayNode) pod.at("/spec/hostAliases"))
        .addObject()
        .put("ip", "10.9.9.9")
        .putArray("hostnames")
        .add(name);
  }

  private static ObjectNode metadata(ObjectNode pod) {
    return (ObjectNode) pod.path("metadata");
  }

  private static ObjectNode spec(ObjectNode pod) {
    return (ObjectNode) pod.path("spec");
  }

  private static ObjectNode annotations(ObjectNode pod) {
    return (ObjectNode) pod.at("/metadata/annotations");
  }

  private static ObjectNode sidecar(ObjectNode pod) {
    return (ObjectNode) pod.at("/spec/initContainers/0");
  }

  private static ObjectNode security(ObjectNode pod) {
    return (ObjectNode) sidecar(pod).path("securityContext");
  }

  private static void mount(ObjectNode pod, String name, String path) {
    ((ArrayNode) sidecar(pod).path("volumeMounts"))
        .addObject()
        .put("name", name)
        .put("mountPath", path);
  }
}
