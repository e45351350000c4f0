package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.InjectionResult.Skipped;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Injects pods. */
final class PodMutation implements Decider {

  private final Supplier<InjectConfig> config;
  private final ClusterFacts cluster;

  PodMutation(Supplier<InjectConfig> config, ClusterFacts cluster) {
    this.config = config;
    this.cluster = cluster;
  }

  @Override
  public Decision decide(AdmissionRequest request) {
    var user = request.getUserInfo();
    var admission =
        new PodAdmission(
            Trees.of(request.getObject()),
            Objects.requireNonNullElse(request.getNamespace(), ""),
            request.getOperation(),
            Objects.requireNonNullElse(request.getSubResource(), ""),
            user == null ? "" : Objects.requireNonNullElse(user.getUsername(), ""),
            Boolean.TRUE.equals(request.getDryRun()));
    return switch (Injector.inject(admission, config.get(), cluster)) {
      case Patched patched ->
          Decision.patched(patched.report().reason(), patched.warnings(), patched.patch());
      case Skipped skipped -> Decision.allowed(Outcome.SKIPPED, skipped.reason(), List.of());
      case Denied denied -> Decision.denied(denied.denials(), List.of());
    };
  }

  @Override
  public Decision failed(RuntimeException failure) {
    return failedClosed();
  }

  /**
   * Refuses the pod: one that asks for a sidecar must not run without it. Its controller tries
   * again.
   */
  static Decision failedClosed() {
    return Decision.failed(
        "k8s-ai-operator could not decide about the pod; its log says why; try again");
  }
}
