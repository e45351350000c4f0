package ai.kernelpanic09.core.spec;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one set of validators: admission answers with them, reconcilers put them into conditions, and
 * the local mode, which has no API server, relies on them alone. They repeat the rules of the CRDs
 * and add what those cannot say. A reference to something that does not exist is not reported,
 * because objects may be applied in any order.
 */
public final class SpecValidation {

  private SpecValidation() {}

  /**
   * Validates an endpoint.
   *
   * @param name the endpoint's name
   * @param neighbours the endpoints of the same namespace by name; an entry for {@code name} is
   *     ignored
   * @param endpointHosts hosts that the operator's setting allows as endpointUrl, besides AWS's own
   */
  public static List<Finding> modelEndpoint(
      String name,
      ModelEndpointSpec spec,
      Map<String, ModelEndpointSpec> neighbours,
      Set<String> endpointHosts) {
    var findings = new Findings();
    new EndpointRules(spec, findings).check(endpointHosts);
    new FallbackRules(name, spec, neighbours, findings).check();
    return findings.all();
  }

  /**
   * Validates a prompt: its texts, which have to be templates, and the variables that it declares.
   */
  public static List<Finding> promptTemplate(PromptTemplateSpec spec) {
    var findings = new Findings();
    new TemplateRules(spec, findings).check();
    return findings.all();
  }

  public static List<Finding> guardrailPolicy(GuardrailPolicySpec spec) {
    var findings = new Findings();
    new GuardrailRules(spec, findings).check();
    return findings.all();
  }
}
