package ai.kernelpanic09.webhook.resource;

import ai.kernelpanic09.core.spec.Finding;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.function.Function;

/**
 * Validates a resource by the same rules as the operator's reconcilers.
 *
 * <p>A reference to a missing object is a condition of the resource, not an error: GitOps applies
 * objects in any order.
 */
public final class ResourceValidator {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final ResourceFacts facts;

  public ResourceValidator(ResourceFacts facts) {
    this.facts = facts;
  }

  /**
   * Errors of a resource, and warnings for its author.
   *
   * @param errors each starts with the field's path
   * @param warnings likewise
   */
  public record Verdict(List<String> errors, List<String> warnings) {

    /** Copies its lists. */
    public Verdict {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }

    private static Verdict of(List<Finding> findings) {
      return new Verdict(
          findings.stream().filter(Finding::isError).map(Finding::toString).toList(),
          findings.stream().filter(f -> !f.isError()).map(Finding::toString).toList());
    }
  }

  /**
   * Validates a resource of one of our kinds. Other kinds pass, and so does a resource that is
   * being deleted: its finalizer must be removable, whatever rules it was created under.
   *
   * @param namespace namespace of the request; empty for cluster-wide kinds
   */
  public Verdict validate(JsonNode resource, String namespace) {
    if (resource.path("metadata").has("deletionTimestamp")) {
      return new Verdict(List.of(), List.of());
    }
    var tooLarge = StoredSize.problem(resource);
    if (tooLarge.isPresent()) {
      return new Verdict(List.of(tooLarge.get()), List.of());
    }
    var spec = resource.path("spec");
    var name = resource.path("metadata").path("name").asText();
    return switch (resource.path("kind").asText()) {
      case "ModelEndpoint" ->
          check(
              spec,
              ModelEndpointSpec.class,
              read ->
                  SpecValidation.modelEndpoint(
                      name, read, facts.endpoints(namespace), facts.endpointHosts()));
      case "PromptTemplate" ->
          check(spec, PromptTemplateSpec.class, SpecValidation::promptTemplate);
      case "GuardrailPolicy" ->
          check(spec, GuardrailPolicySpec.class, SpecValidation::guardrailPolicy);
      default -> new Verdict(List.of(), List.of());
    };
  }

  private static <S> Verdict check(
      JsonNode spec, Class<S> type, Function<S, List<Finding>> validation) {
    if (!spec.isObject()) {
      return new Verdict(List.of("spec: is required"), List.of());
    }
    try {
      return Verdict.of(validation.apply(MAPPER.treeToValue(spec, type)));
    } catch (JsonMappingException e) {
      return new Verdict(List.of("spec" + path(e) + ": has the wrong type"), List.of());
    } catch (JsonProcessingException e) {
      return new Verdict(List.of("spec: is not readable"), List.of());
    }
  }

  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      path.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    return path.toString();
  }
}
