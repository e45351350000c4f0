package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.spec.Finding;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import ai.kernelpanic09.core.template.PromptText;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.operator.status.SpecErrors;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Builds the status of a template. */
final class TemplateStatus {

  /** The state of condition Parsed: whether the spec can be rendered. */
  static ConditionState parsed(PromptTemplateSpec spec) {
    var findings = SpecValidation.promptTemplate(spec);
    var errors = SpecErrors.message(findings);
    if (errors.isPresent()) {
      return ConditionState.ofFalse(
          isSyntax(spec) ? ConditionReason.SYNTAX_ERROR : ConditionReason.INVALID, errors.get());
    }
    var warnings = findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
    return warnings.isEmpty()
        ? ConditionState.ofTrue(ConditionReason.PARSED, "the prompt can be rendered")
        : ConditionState.ofTrue(ConditionReason.UNDECLARED_VARIABLES, SpecErrors.cut(warnings));
  }

  private static boolean isSyntax(PromptTemplateSpec spec) {
    try {
      PromptText.parse("spec.template", spec.template());
      var system = spec.systemPrompt();
      if (system != null) {
        PromptText.parse("spec.systemPrompt", system);
      }
      return false;
    } catch (TemplateSyntaxException e) {
      return true;
    }
  }

  private static ConditionState endpointFound(String endpoint, boolean found) {
    return found
        ? ConditionState.ofTrue(ConditionReason.FOUND, "ModelEndpoint " + endpoint + " answers")
        : ConditionState.ofFalse(
            ConditionReason.ENDPOINT_NOT_FOUND,
            "there is no ModelEndpoint " + endpoint + " in the namespace");
  }

  /**
   * @param revisions newest first
   */
  static PromptTemplateStatus of(
      PromptTemplate template,
      ConditionState parsed,
      boolean endpointFound,
      List<Revision> revisions,
      Instant now) {
    var endpoint = template.getSpec().modelEndpointRef().name();
    var newest = revisions.isEmpty() ? null : revisions.getFirst();
    var conditions =
        ConditionSet.after(conditions(template), template.getMetadata().getGeneration(), now)
            .set(ConditionType.PARSED, parsed)
            .set(ConditionType.ENDPOINT_FOUND, endpointFound(endpoint, endpointFound))
            .deriveReady(
                List.of(ConditionType.PARSED, ConditionType.ENDPOINT_FOUND),
                false,
                ConditionState.ofTrue(ConditionReason.READY, "calls can render the prompt"));
    return new PromptTemplateStatus(
        template.getMetadata().getGeneration(),
        conditions.conditions(),
        newest == null ? null : newest.revision(),
        newest == null ? null : newest.hash(),
        revisions);
  }

  /**
   * The status after a failed reconciliation: as it was, with Ready False for the failure's reason.
   */
  static PromptTemplateStatus failed(PromptTemplate template, Failure failure, Instant now) {
    var status = template.getStatus();
    var conditions =
        ConditionSet.amending(conditions(template), template.getMetadata().getGeneration(), now)
            .set(
                ConditionType.READY,
                ConditionState.ofFalse(failure.reason(), SpecErrors.cut(failure.message())))
            .conditions();
    return status == null
        ? new PromptTemplateStatus(null, conditions, null, null, null)
        : new PromptTemplateStatus(
            status.observedGeneration(),
            conditions,
            status.revision(),
            status.hash(),
            status.revisions());
  }

  /** Whether the status says that this generation of the template can be rendered. */
  static boolean isReady(PromptTemplate template) {
    var status = template.getStatus();
    return status != null
        && template.getMetadata().getGeneration().equals(status.observedGeneration())
        && ConditionSet.isTrue(conditions(template), ConditionType.READY);
  }

  static List<Condition> conditions(PromptTemplate template) {
    var status = template.getStatus();
    return ConditionSet.in(status == null ? null : status.conditions());
  }

  private TemplateStatus() {}
}
