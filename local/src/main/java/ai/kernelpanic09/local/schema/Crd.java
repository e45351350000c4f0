package ai.kernelpanic09.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A custom resource definition, with the one version that it has. */
public final class Crd {

  private final String group;
  private final String version;
  private final String kind;
  private final boolean namespaced;
  private final Schema schema;

  /**
   * @param metadata schema of an object's metadata, which an API server knows without the CRD
   */
  Crd(JsonNode definition, JsonNode metadata, SchemaReader reader) {
    var spec = definition.path("spec");
    var versions = spec.path("versions");
    if (versions.size() != 1) {
      throw new IllegalStateException(spec + " has not one version");
    }
    group = spec.path("group").asText();
    kind = spec.path("names").path("kind").asText();
    namespaced = spec.path("scope").asText().equals("Namespaced");
    version = versions.get(0).path("name").asText();
    ObjectNode root = versions.get(0).path("schema").withObject("/openAPIV3Schema");
    root.withObject("/properties").set("metadata", metadata);
    root.withArray("/required").add("metadata");
    schema = reader.read(root);
  }

  public String group() {
    return group;
  }

  public String kind() {
    return kind;
  }

  /** Group and version, as a manifest writes them. */
  public String apiVersion() {
    return group + "/" + version;
  }

  public boolean isNamespaced() {
    return namespaced;
  }

  /**
   * All problems of a manifest of this kind; if there are none, adds the schema's defaults to it.
   */
  public List<Problem> complete(JsonNode manifest) {
    var problems = SchemaCheck.problems(schema, manifest, "");
    if (!problems.isEmpty()) {
      return problems;
    }
    SchemaCheck.complete(schema, manifest);
    return RuleCheck.problems(schema, manifest, "");
  }
}
