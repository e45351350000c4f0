package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Optional;

/**
 * One decision of a webhook, for metrics, Events and logs.
 *
 * @param webhook which of the webhooks decided
 * @param reasons at least one, without repetition
 * @param subject {@code name} of the object, or its {@code generateName}
 * @param owner the controller of the pod, which Events are about; empty if there is none
 * @param message for people, such as all denials; may be empty
 * @param dryRun nothing will be stored: no Event then
 * @param nanos how long the decision took
 */
public record AdmissionEvent(
    Webhook webhook,
    Outcome outcome,
    List<AdmissionReason> reasons,
    String namespace,
    String subject,
    Optional<OwnerReference> owner,
    String message,
    List<String> warnings,
    boolean dryRun,
    long nanos) {

  /** The webhooks, each with its path. */
  public enum Webhook {
    MUTATE_PODS("/mutate-pods"),
    VALIDATE_PODS("/validate-pods"),
    VALIDATE_RESOURCES("/validate-resources"),
    VALIDATE_RESETS("/validate-resets");

    private final String path;

    Webhook(String path) {
      this.path = path;
    }

    public String path() {
      return path;
    }
  }

  /** The result of the request. */
  public enum Outcome {
    ALLOWED,
    PATCHED,
    SKIPPED,
    DENIED,
    FAILED
  }

  /** Copies its lists. */
  public AdmissionEvent {
    reasons = List.copyOf(reasons);
    warnings = List.copyOf(warnings);
  }
}
