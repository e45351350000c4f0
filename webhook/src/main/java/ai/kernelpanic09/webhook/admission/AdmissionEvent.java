package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Optional;

/**
 * One decision of a webhook, for metrics, Events and logs.
 *
 * @param webhook the webhook that decided
 * @param reasons at least one, without repetition
 * @param subject {@code name} of the object, or its {@code generateName}
 * @param owner the pod's controller, on which Events are recorded; empty if there is none
 * @param message explains the decision to people, such as all denials; may be empty
 * @param dryRun whether the request stores nothing, so that no Event is due
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
    VALIDATE_RESETS("/validate-resets"),

    /** Of a path that an earlier version does not answer: it would let such an order pass. */
    VALIDATE_SETTLEMENTS("/validate-settlements");

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
