package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.core.spec.Finding;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import ai.kernelpanic09.core.template.PromptText;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.status.ConditionList;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a template's status says. */
final class TemplateStatus {

  static final String PARSED = "Parsed";
  static final String ENDPOINT_FOUND = "EndpointFound";
  static final String READY = "Ready";

  private static final int MAX_MESSAGE_LENGTH = 4_096;

  /** What a condition says. */
  record Verdict(boolean holds, String reason, String message) {}

  /** Whether the spec can be rendered at all. */
  static Verdict parsed(PromptTemplateSpec spec) {
    var findings = SpecValidation.promptTemplate(spec);
    var errors =
        findings.stream()
            .filter(Finding::isError)
            .map(Finding::toString)
            .collect(Collectors.joining("; "));
    if (!errors.isEmpty()) {
      return new Verdict(false, isSyntax(spec) ? "SyntaxError" : "Invalid", cut(errors));
    }
    var warnings = findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
    return warnings.isEmpty()
        ? new Verdict(true, PARSED, "the prompt can be rendered")
        : new Verdict(true, "UndeclaredVariables", cut(warnings));
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

  static Verdict endpointFound(String endpoint, boolean found) {
    return found
        ? new Verdict(true, "Found", "ModelEndpoint " + endpoint + " answers")
        : new Verdict(
            false,
            "EndpointNotFound",
            "there is no ModelEndpoint " + endpoint + " in the namespace");
  }

  /**
   * @param revisions newest first
   */
  static PromptTemplateStatus of(
      PromptTemplate template,
      Verdict parsed,
      Verdict endpointFound,
      List<Revision> revisions,
      Instant now) {
    var newest = revisions.isEmpty() ? null : revisions.getFirst();
    var ready =
        !parsed.holds()
            ? new Verdict(false, parsed.reason(), parsed.message())
            : !endpointFound.holds()
                ? new Verdict(false, endpointFound.reason(), endpointFound.message())
                : new Verdict(true, READY, "calls can render the prompt");
    return new PromptTemplateStatus(
        template.getMetadata().getGeneration(),
        List.of(
            condition(template, PARSED, parsed, now),
            condition(template, ENDPOINT_FOUND, endpointFound, now),
            condition(template, READY, ready, now)),
        newest == null ? null : newest.revision(),
        newest == null ? null : newest.hash(),
        revisions);
  }

  /** The status of before, and that the newest prompt could not be taken up. */
  static PromptTemplateStatus failed(PromptTemplate template, Failure failure, Instant now) {
    var status = template.getStatus();
    var conditions = new ArrayList<>(conditions(status));
    conditions.removeIf(each -> each.getType().equals(READY));
    var ready = new Verdict(false, failure.reason(), cut(failure.message()));
    conditions.add(condition(template, READY, ready, now));
    return status == null
        ? new PromptTemplateStatus(null, conditions, null, null, null)
        : new PromptTemplateStatus(
            status.observedGeneration(),
            conditions,
            status.revision(),
            status.hash(),
            status.revisions());
  }

  static Optional<Condition> find(@Nullable PromptTemplateStatus status, String type) {
    return ConditionList.find(conditions(status), type);
  }

  private static List<Condition> conditions(@Nullable PromptTemplateStatus status) {
    var conditions = status == null ? null : status.conditions();
    return conditions == null ? List.of() : conditions;
  }

  private static Condition condition(
      PromptTemplate template, String type, Verdict verdict, Instant now) {
    return ConditionList.next(
        conditions(template.getStatus()),
        type,
        verdict.holds() ? "True" : "False",
        verdict.reason(),
        verdict.message(),
        template.getMetadata().getGeneration(),
        now);
  }

  private static String cut(String text) {
    return text.length() > MAX_MESSAGE_LENGTH ? text.substring(0, MAX_MESSAGE_LENGTH) : text;
  }

  private TemplateStatus() {}
}
