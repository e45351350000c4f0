package ai.kernelpanic09.sidecar.local;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.spec.Finding;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The manifests of a folder: those that a cluster would get, read as its API server would.
 *
 * @param guardrails specs of guardrail policies by name, as they were written
 */
record Manifests(
    Map<EndpointName, ModelEndpointSpec> endpoints,
    Map<String, JsonNode> guardrails,
    Map<TemplateName, PromptTemplateSpec> templates) {

  private static final String API_GROUP = "ai.kernelpanic09.io/";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * Reads all files that end with yaml, yml or json.
   *
   * @throws IOException when one can't be read or is wrong; the message names file and field
   */
  static Manifests read(Path folder) throws IOException {
    var manifests = new Manifests(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder");
    }
    List<Path> files;
    try (var entries = Files.list(folder)) {
      files = entries.filter(Manifests::isManifest).sorted().toList();
    }
    for (var file : files) {
      manifests.add(file);
    }
    if (manifests.endpoints.isEmpty()) {
      throw new IOException("there is no ModelEndpoint in " + folder);
    }
    manifests.validate();
    return manifests;
  }

  private static boolean isManifest(Path file) {
    var name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }

  private void add(Path file) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      while (documents.hasNextValue()) {
        var document = documents.nextValue();
        if (document.path("apiVersion").asText().startsWith(API_GROUP)) {
          add(document);
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private void add(JsonNode document) throws JsonProcessingException {
    var name = document.path("metadata").path("name").asText();
    var namespace = document.path("metadata").path("namespace").asText("default");
    var spec = document.path("spec");
    switch (document.path("kind").asText()) {
      case "ModelEndpoint" ->
          endpoints.put(
              new EndpointName(namespace, name), YAML.treeToValue(spec, ModelEndpointSpec.class));
      case "GuardrailPolicy" -> guardrails.put(name, spec);
      case "PromptTemplate" ->
          templates.put(
              new TemplateName(namespace, name), YAML.treeToValue(spec, PromptTemplateSpec.class));
      default -> {
        // Nothing that this version knows.
      }
    }
  }

  private void validate() throws IOException {
    for (var each : endpoints.entrySet()) {
      var name = each.getKey();
      var neighbours =
          endpoints.entrySet().stream()
              .filter(other -> other.getKey().namespace().equals(name.namespace()))
              .collect(Collectors.toMap(other -> other.getKey().name(), Map.Entry::getValue));
      refuse(
          "ModelEndpoint " + name,
          SpecValidation.modelEndpoint(name.name(), each.getValue(), neighbours, Set.of()));
      var guardrail = each.getValue().guardrailPolicyRef();
      if (guardrail != null && !guardrails.containsKey(guardrail)) {
        throw new IOException(
            "ModelEndpoint " + name + ": there is no GuardrailPolicy " + guardrail);
      }
    }
    for (var each : guardrails.entrySet()) {
      refuse(
          "GuardrailPolicy " + each.getKey(),
          SpecValidation.guardrailPolicy(policy(each.getKey())));
    }
    for (var each : templates.entrySet()) {
      refuse("PromptTemplate " + each.getKey(), SpecValidation.promptTemplate(each.getValue()));
      var endpoint = each.getKey().neighbour(each.getValue().modelEndpointRef().name());
      if (!endpoints.containsKey(endpoint)) {
        throw new IOException(
            "PromptTemplate " + each.getKey() + ": there is no ModelEndpoint " + endpoint);
      }
    }
  }

  /** A guardrail policy as the project understands it. */
  GuardrailPolicySpec policy(String name) throws IOException {
    return YAML.treeToValue(guardrails.get(name), GuardrailPolicySpec.class);
  }

  private static void refuse(String what, List<Finding> findings) throws IOException {
    var errors = findings.stream().filter(Finding::isError).map(Finding::toString).toList();
    if (!errors.isEmpty()) {
      throw new IOException(what + ": " + String.join("; ", errors));
    }
  }
}
