package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.guard.PodChange;
import ai.kernelpanic09.webhook.guard.PodGuard;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.Objects;
import java.util.function.Supplier;

/** Guards pods when they are created or changed, and when somebody connects to them. */
final class PodValidation implements Decider {

  private final Supplier<InjectConfig> config;
  private final ClusterFacts cluster;

  PodValidation(Supplier<InjectConfig> config, ClusterFacts cluster) {
    this.config = config;
    this.cluster = cluster;
  }

  @Override
  public Decision decide(AdmissionRequest request) {
    var verdict =
        PodGuard.decide(
            new PodChange(
                Objects.requireNonNullElse(request.getOperation(), ""),
                Trees.of(request.getObject()),
                Trees.of(request.getOldObject()),
                Boolean.TRUE.equals(request.getDryRun())),
            Objects.requireNonNullElse(request.getNamespace(), ""),
            config.get(),
            cluster);
    return verdict.denials().isEmpty()
        ? Decision.allowed(Outcome.ALLOWED, AdmissionReason.ALLOWED, verdict.warnings())
        : Decision.denied(verdict.denials(), verdict.warnings());
  }

  @Override
  public Decision failed(RuntimeException failure) {
    return PodMutation.failedClosed();
  }
}
