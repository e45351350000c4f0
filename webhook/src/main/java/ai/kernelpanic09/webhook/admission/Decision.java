package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import ai.kernelpanic09.webhook.verdict.Warnings;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The decision of a webhook.
 *
 * @param patch empty to leave the object as it is
 */
record Decision(
    Outcome outcome,
    List<AdmissionReason> reasons,
    String message,
    List<String> warnings,
    Optional<ArrayNode> patch) {

  /** The most of a message: it may quote names, which the API server checks only later. */
  static final int MAX_MESSAGE_LENGTH = 4_096;

  static Decision allowed(Outcome outcome, AdmissionReason reason, List<String> warnings) {
    return new Decision(outcome, List.of(reason), reason.sentence(), warnings, Optional.empty());
  }

  static Decision patched(AdmissionReason reason, List<String> warnings, ArrayNode patch) {
    return new Decision(
        Outcome.PATCHED, List.of(reason), reason.sentence(), warnings, Optional.of(patch));
  }

  static Decision denied(List<Denial> denials, List<String> warnings) {
    return new Decision(
        Outcome.DENIED,
        denials.stream().map(Denial::reason).distinct().toList(),
        Warnings.shortened(
            denials.stream().map(Denial::message).distinct().collect(Collectors.joining("; ")),
            MAX_MESSAGE_LENGTH),
        warnings,
        Optional.empty());
  }

  /** Refuses the request, because the webhook failed to decide. */
  static Decision failed(String message) {
    return new Decision(
        Outcome.FAILED,
        List.of(AdmissionReason.INTERNAL_ERROR),
        message,
        List.of(),
        Optional.empty());
  }

  boolean allows() {
    return switch (outcome) {
      case ALLOWED, PATCHED, SKIPPED -> true;
      case DENIED, FAILED -> false;
    };
  }
}
