package ai.kernelpanic09.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second admission of an injected pod that others or the API server may have changed since. */
final class ReinvocationTest {

  private final ObjectNode injected = SamplePods.inject(SamplePods.labelled()).pod();

  @Test
  void whatThePodHasWithoutContentStays() {
    var pod = SamplePods.labelled();
    var aliases = ((ObjectNode) pod.path("spec")).putArray("hostAliases");
    aliases.addObject().put("ip", "10.0.0.1");
    aliases.addObject().put("ip", "127.0.0.1");
    ((ObjectNode) pod.path("metadata"))
        .putObject("annotations")
        .put("config.linkerd.io/skip-outbound-ports", "");
    var injected = SamplePods.inject(pod).pod();

    assertThat(SamplePods.inject(injected).patch()).isEmpty();
    assertThat(PodTree.annotation(injected, "config.linkerd.io/skip-outbound-ports"))
        .isEqualTo("9444");
    assertThat(injected.at("/spec/hostAliases/0").toString()).isEqualTo("{\"ip\":\"10.0.0.1\"}");
    assertThat(injected.at("/spec/hostAliases")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "{\"env\":{\"app\":null}}",
        "{\"env\":{\"app\":[null]}}",
        "{\"merged\":{\"eks.amazonaws.com/skip-containers\":null}}",
        "{\"hostnames\":[null]}",
        "{\"merged\":[]}"
      })
  void aStatusThatTheWebhookNeverWritesIsRefusedByItsName(String status) {
    ((ObjectNode) injected.at("/metadata/annotations")).put(Keys.SIDECAR_STATUS, status);

    assertThat(
            Injector.inject(
                PodAdmission.creation(injected, SamplePods.NAMESPACE),
                SamplePods.CONFIG,
                SamplePods.CLUSTER))
        .isInstanceOfSatisfying(
            Denied.class,
            denied ->
                assertThat(denied.denials().getFirst().message())
                    .contains(Keys.SIDECAR_STATUS, "remove it"));
  }

  @Test
  void whatTheApiServerFilledInStays() {
    var sidecar = (ObjectNode) injected.at("/spec/initContainers/0");
    sidecar.put("terminationMessagePath", "/dev/termination-log");
    sidecar.put("imagePullPolicy", "IfNotPresent");
    ((ObjectNode) sidecar.at("/env/2/valueFrom/fieldRef")).put("apiVersion", "v1");
    ((ArrayNode) sidecar.path("volumeMounts"))
        .addObject()
        .put("name", "kube-api-access-abcde")
        .put("readOnly", true)
        .put("mountPath", "/var/run/secrets/kubernetes.io/serviceaccount");
    ((ObjectNode) injected.at("/spec/volumes/0/projected")).put("defaultMode", 420);

    assertThat(SamplePods.inject(injected).patch()).isEmpty();
  }

  @Test
  void aQuantityInTheApiServersFormStays() {
    var pod = SamplePods.labelled();
    PodTree.object((ObjectNode) pod.path("metadata"), "annotations")
        .put(Keys.SIDECAR_CPU_REQUEST, "0.5");
    var once = SamplePods.inject(pod).pod();
    ((ObjectNode) once.at("/spec/initContainers/0/resources/requests")).put("cpu", "500m");

    assertThat(SamplePods.inject(once).patch()).isEmpty();
  }

  @Test
  void anotherInjectorsContainerStaysAndGetsVariables() {
    ((ArrayNode) injected.path("spec").path("containers"))
        .addObject()
        .put("name", "vault-agent")
        .put("image", "vault:1");
    var again = SamplePods.inject(injected);

    assertThat(names(again.pod(), "containers")).containsExactly("app", "vault-agent");
    assertThat(again.pod().at("/spec/containers/1/env/0/name").asText())
        .isEqualTo("MODEL_ENDPOINT_URL");
    assertThat(names(again.pod(), "initContainers")).containsExactly(Names.SIDECAR_CONTAINER);
  }

  @Test
  void variablesOfAnotherInjectorInFrontDoNotMoveOurs() {
    ((ArrayNode) injected.at("/spec/containers/0/env"))
        .insertObject(0)
        .put("name", "OTHER")
        .put("value", "x");

    assertThat(SamplePods.inject(injected).patch()).isEmpty();
  }

  @Test
  void aVariableThatSomebodyChangedIsTheirsAndItsFamilyToo() {
    var env = (ArrayNode) injected.at("/spec/containers/0/env");
    for (var variable : env) {
      if (PodTree.name(variable).equals("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")) {
        ((ObjectNode) variable).put("value", "https://bedrock.example");
      }
    }
    var after = SamplePods.inject(injected).pod().at("/spec/containers/0/env");

    assertThat(PodTree.stream(after).map(PodTree::name))
        .contains("MODEL_ENDPOINT_URL", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
        .doesNotContain("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  }

  @Test
  void aKeyThatSomebodyPutInIsTheirsAndTheAddressGoes() {
    var env = (ArrayNode) injected.at("/spec/containers/0/env");
    for (var variable : env) {
      if (PodTree.name(variable).equals("ANTHROPIC_API_KEY")) {
        ((ObjectNode) variable).put("value", "sk-their-own");
      }
    }
    var after = SamplePods.inject(injected).pod().at("/spec/containers/0/env");

    assertThat(PodTree.stream(after).map(PodTree::name))
        .contains("ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_KEY")
        .doesNotContain("ANTHROPIC_BASE_URL");
  }

  /** Such as those for SDKs whose APIs an earlier sidecar did not serve. */
  @Test
  void aPodOfAnEarlierVersionGetsTheVariablesThatItLacks() {
    var now = injected.deepCopy();
    var env = (ArrayNode) injected.at("/spec/containers/0/env");
    var status = PodTree.annotation(injected, Keys.SIDECAR_STATUS);
    for (var name : List.of("OPENAI", "ANTHROPIC")) {
      for (var suffix : List.of("_BASE_URL", "_API_KEY")) {
        env.removeIf(variable -> PodTree.name(variable).equals(name + suffix));
        status = status.replace(",\"" + name + suffix + "\"", "");
      }
    }
    ((ObjectNode) injected.at("/metadata/annotations")).put(Keys.SIDECAR_STATUS, status);
    assertThat(status).contains("AWS_").doesNotContain("_API_KEY");

    assertThat(SamplePods.inject(injected).pod()).isEqualTo(now);
  }

  @Test
  void aPolicysRewritingOfTheImageStaysWhereItIsBelieved() {
    var sidecar = (ObjectNode) injected.at("/spec/initContainers/0");
    sidecar.put("image", "mirror.local/sidecar:0.1.0");

    var kept = SamplePods.inject(injected, SamplePods.allowing("mirror.local/sidecar:0.1.0"));
    assertThat(kept.patch()).isEmpty();
    assertThat(kept.warnings()).isEmpty();

    var undone = SamplePods.inject(injected);
    assertThat(undone.pod().at("/spec/initContainers/0/image").asText())
        .isEqualTo("registry.example/k8s-ai-sidecar:0.1.0");
    assertThat(undone.warnings()).anyMatch(each -> each.contains("mirror.local/sidecar:0.1.0"));
  }

  @Test
  void aCaThatSomebodyPutInIsReplaced() {
    var theirs = SamplePods.CONFIG.withSidecar(SamplePods.CONFIG.sidecar().withControlCa("theirs"));
    var pod = SamplePods.inject(SamplePods.labelled(), theirs).pod();

    assertThat(SamplePods.inject(pod).pod().toString())
        .contains("the CA, in PEM")
        .doesNotContain("theirs");
  }

  @Test
  void aRotationOfTheCaMakesNoSidecarOutdated() {
    var later = SamplePods.CONFIG.withSidecar(SamplePods.CONFIG.sidecar().withControlCa("next"));

    assertThat(InjectionStatus.of(SamplePods.inject(SamplePods.labelled(), later).pod()))
        .isEqualTo(InjectionStatus.of(injected));
  }

  @Test
  void aNewImageReplacesTheOldSidecar() {
    var config =
        InjectConfig.defaults("registry.example/k8s-ai-sidecar:0.2.0", "0.2.0")
            .withProof(SamplePods.PROOF);
    var again = SamplePods.inject(injected, config);

    assertThat(again.pod().at("/spec/initContainers")).hasSize(1);
    assertThat(again.pod().at("/spec/initContainers/0/image").asText()).endsWith(":0.2.0");
    assertThat(again.pod().path("spec").path("volumes")).hasSize(2);
    assertThat(SamplePods.PROOF.problem(again.pod(), SamplePods.STORING)).isEmpty();
  }

  @Test
  void thePlainFormReplacesTheNativeOne() {
    var again = SamplePods.inject(injected, SamplePods.CONFIG.withNativeSidecars(false)).pod();

    assertThat(again.path("spec").has("initContainers")).isFalse();
    assertThat(names(again, "containers")).containsExactly(Names.SIDECAR_CONTAINER, "app");
  }

  @Test
  void anotherEndpointLeavesNoNameOfTheFirstBehind() {
    ((ObjectNode) injected.at("/metadata/labels")).put(Keys.MODEL_ENDPOINT, "nova");
    var again = SamplePods.inject(injected).pod();

    assertThat(again.toString()).doesNotContain("claude-haiku").contains("model-nova.ai-workloads");
  }

  @Test
  void aSidecarMadeByHandUnderAForgedStatusIsNotSigned() {
    var sidecar = (ObjectNode) injected.at("/spec/initContainers/0");
    sidecar.putArray("command").add("sh");
    ((ArrayNode) sidecar.path("volumeMounts"))
        .addObject()
        .put("name", "evil")
        .put("mountPath", "/app");
    var again = SamplePods.inject(injected).pod();

    assertThat(again.at("/spec/initContainers/0").has("command")).isFalse();
    assertThat(again.at("/spec/initContainers/0/volumeMounts")).hasSize(2);
    assertThat(SamplePods.PROOF.problem(again, SamplePods.STORING)).isEmpty();
  }

  @Test
  void aForgedStatusDoesNotOpenTheIdentityToTheApp() {
    ((ObjectNode) injected.at("/spec/containers/0"))
        .putArray("volumeMounts")
        .addObject()
        .put("name", Names.IDENTITY_VOLUME)
        .put("mountPath", "/id");
    var result =
        Injector.inject(
            PodAdmission.creation(injected, SamplePods.NAMESPACE),
            SamplePods.CONFIG,
            SamplePods.CLUSTER);

    assertThat(result).isInstanceOf(Denied.class);
    assertThat(((Denied) result).denials())
        .extracting(Denial::reason)
        .containsExactly(AdmissionReason.IDENTITY_EXPOSED);
  }

  private static List<String> names(JsonNode pod, String list) {
    return PodTree.stream(pod.path("spec").path(list)).map(PodTree::name).toList();
  }
}
