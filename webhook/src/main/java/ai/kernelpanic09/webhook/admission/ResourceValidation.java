package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.resource.ResourceValidator;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Validates our own kinds. */
final class ResourceValidation implements Decider {

  private final ResourceValidator validator;

  ResourceValidation(ResourceValidator validator) {
    this.validator = validator;
  }

  @Override
  public Decision decide(AdmissionRequest request) {
    var findings =
        validator.validate(
            Trees.of(request.getObject()), Objects.requireNonNullElse(request.getNamespace(), ""));
    if (findings.errors().isEmpty()) {
      return Decision.allowed(Outcome.ALLOWED, AdmissionReason.ALLOWED, findings.warnings());
    }
    return Decision.denied(
        findings.errors().stream()
            .map(error -> new Denial(AdmissionReason.INVALID_RESOURCE, error))
            .toList(),
        findings.warnings());
  }

  /** Lets the resource pass: the CRD's rules and the conditions still find its errors. */
  @Override
  public Decision failed(RuntimeException failure) {
    return new Decision(
        Outcome.ALLOWED,
        List.of(AdmissionReason.INTERNAL_ERROR),
        AdmissionReason.INTERNAL_ERROR.sentence(),
        List.of("k8s-ai-operator could not validate this; see the resource's conditions"),
        Optional.empty());
  }
}
