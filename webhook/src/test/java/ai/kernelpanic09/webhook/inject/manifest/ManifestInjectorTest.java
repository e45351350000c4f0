package ai.kernelpanic09.webhook.inject.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.webhook.inject.GoldenCase;
import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.InjectionResult.Skipped;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.inject.manifest.ManifestInjector.Outcome;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestInjectorTest {

  private static final String TEMPLATE =
      """
      metadata:
        labels: {ai.kernelpanic09.io/model-endpoint: claude-haiku}
      spec:
        containers: [{name: app, image: x}]
      """;

  private final ManifestInjector injector =
      new ManifestInjector(SamplePods.CONFIG, SamplePods.CLUSTER, SamplePods.NAMESPACE);

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Rollout"})
  void injectsTemplates(String kind) throws IOException {
    var manifest = "kind: " + kind + "\nmetadata: {name: shop}\nspec:\n  template:\n";
    var result = injector.inject(manifest + TEMPLATE.indent(4));
    var template = documents(result.yaml()).getFirst().at("/spec/template");

    assertThat(template.at("/spec/initContainers/0/name").asText()).isEqualTo("k8s-ai-sidecar");
    assertThat(workload(template)).isEqualTo(kind + "/shop");
    assertThat(result.outcomes()).extracting(Outcome::resource).containsExactly(kind + "/shop");
  }

  @Test
  void anAnnotationOfNullIsAnEmptyOne() throws IOException {
    var annotated =
        TEMPLATE.replace(
            "metadata:\n",
            """
            metadata:
              annotations: {config.linkerd.io/skip-outbound-ports: null}
            """);
    var pod = documents(injector.inject("kind: Pod\n" + annotated).yaml()).getFirst();

    assertThat(PodTree.annotation(pod, "config.linkerd.io/skip-outbound-ports")).isEqualTo("9444");
    assertThat(documents(injector.inject(YamlStream.write(pod)).yaml())).containsExactly(pod);
  }

  @Test
  void injectsCronJobs() throws IOException {
    var manifest =
        "kind: CronJob\n"
            + "metadata: {name: report}\n"
            + "spec:\n"
            + "  jobTemplate:\n"
            + "    spec:\n"
            + "      template:\n";
    var result = injector.inject(manifest + TEMPLATE.indent(8));

    assertThat(workload(documents(result.yaml()).getFirst().at("/spec/jobTemplate/spec/template")))
        .isEqualTo("CronJob/report");
  }

  @Test
  void injectsEveryItemAndDocument() throws IOException {
    var pod = "kind: Pod\n" + TEMPLATE;
    var list = "kind: List\nitems:\n- kind: ConfigMap\n  data: {a: \"0123\"}\n- kind: Pod\n";
    var result = injector.inject("---\n" + pod + "---\n" + list + TEMPLATE.indent(2) + "---\n");
    var documents = documents(result.yaml());

    assertThat(documents).hasSize(2);
    assertThat(documents.getFirst().at("/spec/initContainers")).hasSize(1);
    assertThat(documents.get(1).at("/items/0/data/a").isTextual()).isTrue();
    assertThat(documents.get(1).at("/items/1/spec/initContainers")).hasSize(1);
    assertThat(result.outcomes()).hasSize(2);
  }

  @Test
  void saysWhyItDidNothing() {
    var denied = injector.inject("kind: Pod\n" + TEMPLATE + "  hostNetwork: true\n");
    var skipped = injector.inject("kind: Pod\nspec: {containers: [{name: a}]}\n");

    assertThat(denied.outcomes().getFirst().result()).isInstanceOf(Denied.class);
    assertThat(denied.yaml()).doesNotContain("k8s-ai-sidecar");
    assertThat(skipped.outcomes().getFirst().result())
        .isEqualTo(new Skipped(AdmissionReason.NO_LABEL));
  }

  @Test
  void aPodMadeFromAnInjectedTemplateIsDoneAlready() throws IOException {
    var manifest = "kind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n";
    var template =
        documents(injector.inject(manifest + TEMPLATE.indent(4)).yaml())
            .getFirst()
            .at("/spec/template");
    var pod = (ObjectNode) template;
    var metadata = (ObjectNode) pod.path("metadata");
    ((ObjectNode) metadata.path("labels")).put("pod-template-hash", "7d4b9c6f5d");
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", "shop-7d4b9c6f5d")
        .put("controller", true);
    Patched patched = SamplePods.inject(pod);

    assertThat(patched.report().reason()).isEqualTo(AdmissionReason.UNCHANGED);
  }

  @Test
  void readsAsKubectlDoesAndKeepsTextsTexts() throws IOException {
    var manifest =
        """
        kind: ConfigMap
        metadata: {labels: &labels {a: "yes", b: "012", c: "1e3", d: 2026-11-22, e: "12:30:45"}}
        spec: {labels: *labels, mode: 0644, on: yes, text: "a\\nb: c"}
        """;
    var once = documents(injector.inject(manifest).yaml()).getFirst();
    var twice = documents(injector.inject(injector.inject(manifest).yaml()).yaml()).getFirst();

    assertThat(once.at("/spec/labels").properties()).allMatch(e -> e.getValue().isTextual());
    assertThat(once.at("/spec/mode").asInt()).isEqualTo(420);
    assertThat(once.at("/spec/true").asBoolean()).isTrue();
    assertThat(once.at("/spec/text").asText()).isEqualTo("a\nb: c");
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void refusesWhatIsNoYaml() {
    assertThatThrownBy(() -> injector.inject("kind: [Pod\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no YAML");
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    try (var values = GoldenCase.YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return values.readAll();
    }
  }

  private static String workload(JsonNode template) {
    return PodTree.stream(template.at("/spec/initContainers/0/env"))
        .filter(variable -> PodTree.name(variable).equals("K8S_AI_WORKLOAD"))
        .map(variable -> variable.path("value").asText())
        .findFirst()
        .orElse("");
  }
}
