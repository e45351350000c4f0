package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import java.util.List;
import java.util.Map;

/**
 * The valid objects that a folder declares.
 *
 * @param guardrails policies by name
 * @param notices sentences about skipped objects, and about other things worth knowing
 */
public record ManifestSet(
    Map<EndpointName, ModelEndpointSpec> endpoints,
    Map<String, GuardrailPolicySpec> guardrails,
    Map<TemplateName, PromptTemplateSpec> templates,
    List<String> notices) {}
