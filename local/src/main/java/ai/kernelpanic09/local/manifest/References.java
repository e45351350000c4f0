package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PriceQuery;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.resolve.ModelResolver;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.core.spec.Finding;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks beyond the schemas: the webhook's rules, and that every reference exists. */
final class References {

  private final ManifestSet manifests;
  private final PriceBook prices = PriceBook.embedded();
  private final List<String> problems = new ArrayList<>();

  private References(ManifestSet manifests) {
    this.manifests = manifests;
  }

  /** The problems found; warnings go to the manifests' notices. */
  static List<String> problems(ManifestSet manifests) {
    var references = new References(manifests);
    manifests.endpoints().forEach(references::endpoint);
    manifests
        .guardrails()
        .forEach(
            (name, policy) ->
                references.take("GuardrailPolicy " + name, SpecValidation.guardrailPolicy(policy)));
    manifests.templates().forEach(references::template);
    return references.problems;
  }

  private void endpoint(EndpointName name, ModelEndpointSpec spec) {
    var title = "ModelEndpoint " + name;
    var neighbours =
        manifests.endpoints().entrySet().stream()
            .filter(other -> other.getKey().namespace().equals(name.namespace()))
            .collect(Collectors.toMap(other -> other.getKey().name(), Map.Entry::getValue));
    if (!hasPrice(spec)) {
      problems.add(
          "%s: spec.modelId: no price is known for %s in %s: name it in spec.pricing"
              .formatted(title, spec.modelId(), spec.region()));
    }
    if (spec.costBudget() == null) {
      manifests.notices().add(title + " has no spec.costBudget: what it spends has no limit");
    }
    take(title, SpecValidation.modelEndpoint(name.name(), spec, neighbours, Set.of()));
    for (var i = 0; i < spec.fallbacks().size(); i++) {
      if (!neighbours.containsKey(spec.fallbacks().get(i))) {
        problems.add(
            "%s: spec.fallbacks[%d]: there is no ModelEndpoint %s/%s"
                .formatted(title, i, name.namespace(), spec.fallbacks().get(i)));
      }
    }
    var guardrail = spec.guardrailPolicyRef();
    if (guardrail != null && !manifests.guardrails().containsKey(guardrail)) {
      problems.add(title + ": spec.guardrailPolicyRef: there is no GuardrailPolicy " + guardrail);
    }
  }

  /**
   * Whether there is a price for the model, or for a profile through which AWS may require it to be
   * called.
   */
  private boolean hasPrice(ModelEndpointSpec spec) {
    var override = SpecResolution.prices(spec);
    return ModelResolver.candidates(spec.modelId(), spec.region()).stream()
        .anyMatch(
            each ->
                prices
                    .find(PriceQuery.of(each, spec.region()).in(spec.serviceTier()), override, true)
                    .isPresent());
  }

  private void template(TemplateName name, PromptTemplateSpec spec) {
    var title = "PromptTemplate " + name;
    take(title, SpecValidation.promptTemplate(spec));
    var endpoint = name.neighbour(spec.modelEndpointRef().name());
    if (!manifests.endpoints().containsKey(endpoint)) {
      problems.add(title + ": spec.modelEndpointRef: there is no ModelEndpoint " + endpoint);
    }
  }

  private void take(String title, List<Finding> findings) {
    for (var each : findings) {
      (each.isError() ? problems : manifests.notices()).add(title + ": " + each);
    }
  }
}
