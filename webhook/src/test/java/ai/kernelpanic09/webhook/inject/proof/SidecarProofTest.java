package ai.kernelpanic09.webhook.inject.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.SamplePods;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
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
    assertThat(SamplePods.PROOF.problem(pod, "elsewhere")).isPresent();
  }

  @Test
  void needsTheKey() {
    var other =
        new SidecarProof("another-key-with-32-bytes-or-more-in".getBytes(StandardCharsets.UTF_8));

    assertThat(other.problem(pod, SamplePods.NAMESPACE)).isPresent();
  }

  @Test
  void refusesAShortKey() {
    assertThatThrownBy(() -> new SidecarProof(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
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

    assertThat(SamplePods.PROOF.problem(pod, SamplePods.NAMESPACE)).as(what).isEmpty();
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        change("no proof", p -> annotations(p).remove(Keys.SIDECAR_PROOF)),
        change("empty proof", p -> annotations(p).put(Keys.SIDECAR_PROOF, "")),
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
        change(
            "another CA",
            p ->
                ((ObjectNode) p.at("/spec/volumes/0/projected/sources/1/configMap"))
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
    assertThat(SamplePods.PROOF.problem(pod, SamplePods.NAMESPACE)).isEmpty();
    change.accept(pod);

    assertThat(SamplePods.PROOF.problem(pod, SamplePods.NAMESPACE)).as(what).isPresent();
  }

  private static Arguments change(String what, Consumer<ObjectNode> change) {
    return Arguments.of(what, change);
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
