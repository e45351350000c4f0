package ai.kernelpanic09.webhook.inject.manifest;

import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.InjectionResult;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Injects manifests as the webhook injects pods, for people who want to see or commit the result.
 *
 * <p>A pod template is injected like a pod that is created from it. When such a pod is created, the
 * webhook finds the sidecar in place and adds only the proof.
 */
public final class ManifestInjector {

  private static final Set<String> TEMPLATED =
      Set.of(
          "Deployment",
          "ReplicaSet",
          "ReplicationController",
          "StatefulSet",
          "DaemonSet",
          "Job",
          "Rollout");

  private final InjectConfig config;
  private final ClusterFacts cluster;
  private final String defaultNamespace;

  /**
   * An injector for manifests.
   *
   * @param defaultNamespace of manifests that name none
   */
  public ManifestInjector(InjectConfig config, ClusterFacts cluster, String defaultNamespace) {
    this.config = config;
    this.cluster = cluster;
    this.defaultNamespace = defaultNamespace;
  }

  /**
   * The result for one resource that is a pod or creates pods.
   *
   * @param resource {@code kind/name}
   */
  public record Outcome(String resource, InjectionResult result) {}

  /**
   * The manifests after injection.
   *
   * @param yaml all documents, in their order, those without pods unchanged
   */
  public record Injected(String yaml, List<Outcome> outcomes) {

    /** Copies the outcomes. */
    public Injected {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * Injects every pod and pod template of a YAML stream.
   *
   * @throws IllegalArgumentException if the text is no YAML
   */
  public Injected inject(String manifests) {
    var outcomes = new ArrayList<Outcome>();
    var yaml = new StringBuilder();
    for (var document : YamlStream.read(manifests)) {
      yaml.append(YamlStream.write(injected(document, outcomes)));
    }
    return new Injected(yaml.toString(), outcomes);
  }

  private JsonNode injected(ObjectNode document, List<Outcome> outcomes) {
    var kind = document.path("kind").asText();
    if (kind.equals("Pod")) {
      return injectedPod(document, outcomes);
    }
    if (kind.equals("CronJob")) {
      injectTemplate(document, document.path("spec").path("jobTemplate").path("spec"), outcomes);
    } else if (TEMPLATED.contains(kind)) {
      injectTemplate(document, document.path("spec"), outcomes);
    } else if (kind.equals("List")) {
      var items = JsonNodeFactory.instance.arrayNode();
      for (var item : document.path("items")) {
        items.add(item instanceof ObjectNode object ? injected(object, outcomes) : item);
      }
      document.set("items", items);
    }
    return document;
  }

  private JsonNode injectedPod(ObjectNode pod, List<Outcome> outcomes) {
    var admission = PodAdmission.creation(pod, namespaceOf(pod));
    var result = Injector.inject(admission, config, cluster);
    outcomes.add(new Outcome(nameOf(pod), result));
    return result instanceof Patched patched ? patched.pod() : pod;
  }

  private void injectTemplate(ObjectNode owner, JsonNode spec, List<Outcome> outcomes) {
    if (spec instanceof ObjectNode holder && holder.path("template") instanceof ObjectNode pod) {
      var admission = PodAdmission.creation(pod, namespaceOf(owner));
      var workload = WorkloadName.of(nameOf(owner));
      var result = Injector.inject(admission, config, cluster, workload);
      outcomes.add(new Outcome(nameOf(owner), result));
      if (result instanceof Patched patched) {
        holder.set("template", patched.pod());
      }
    }
  }

  private String namespaceOf(JsonNode resource) {
    return resource.path("metadata").path("namespace").asText(defaultNamespace);
  }

  private static String nameOf(JsonNode resource) {
    var metadata = resource.path("metadata");
    var name = metadata.path("name").asText(metadata.path("generateName").asText());
    return resource.path("kind").asText() + "/" + name;
  }
}
