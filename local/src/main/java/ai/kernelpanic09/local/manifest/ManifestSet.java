package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What a folder declares, all of it right.
 *
 * @param guardrails policies by name
 * @param notices what is skipped or to be known, as sentences
 */
public record ManifestSet(
    Map<EndpointName, ModelEndpointSpec> endpoints,
    Map<String, Guardrail> guardrails,
    Map<TemplateName, PromptTemplateSpec> templates,
    List<String> notices) {

  /**
   * A guardrail policy.
   *
   * @param written the spec as it stands in the file, without defaults
   */
  public record Guardrail(JsonNode written, GuardrailPolicySpec spec) {}
}
