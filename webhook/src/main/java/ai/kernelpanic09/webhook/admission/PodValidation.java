package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.guard.PodChange;
import ai.kernelpanic09.webhook.guard.PodGuard;
import ai.kernelpanic09.webhook.inject.Reason;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;

/** Guards pods that exist. */
final class PodValidation implements Decider {

  @Override
  public Decision decide(AdmissionRequest request) {
    var verdict =
        PodGuard.judge(
            new PodChange(
                request.getOperation(),
                Trees.of(request.getObject()),
                Trees.of(request.getOldObject())));
    return verdict.denials().isEmpty()
        ? Decision.allowed(Outcome.ALLOWED, Reason.ALLOWED, verdict.warnings())
        : Decision.denied(verdict.denials(), verdict.warnings());
  }

  @Override
  public Decision failed(RuntimeException failure) {
    return PodMutation.failedClosed();
  }
}
