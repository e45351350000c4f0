package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.guardrail.VersionRetention;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.GuardrailStatus;
import software.amazon.awssdk.services.bedrock.model.GuardrailSummary;

/**
 * The published versions of a guardrail, the oldest first; the description of each holds the hash
 * of its content.
 */
record Versions(List<GuardrailSummary> all) {

  private static final String DRAFT = "DRAFT";
  private static final String HASH_PREFIX = "k8s-ai-operator ";

  /**
   * @param summaries of the draft and all versions
   */
  static Versions of(List<GuardrailSummary> summaries) {
    return new Versions(
        summaries.stream()
            .filter(each -> !DRAFT.equals(each.version()))
            .sorted(Comparator.comparingInt(Versions::number))
            .toList());
  }

  static Optional<GuardrailSummary> draft(List<GuardrailSummary> summaries) {
    return summaries.stream().filter(each -> DRAFT.equals(each.version())).findFirst();
  }

  /** Time of the draft's last change; null while a change is under way. */
  static @Nullable String settledDraft(List<GuardrailSummary> summaries) {
    return draft(summaries)
        .filter(each -> each.status() == GuardrailStatus.READY && each.updatedAt() != null)
        .map(each -> each.updatedAt().toString())
        .orElse(null);
  }

  /** The description of a version with this hash; Bedrock never changes it. */
  static String description(String hash) {
    return HASH_PREFIX + hash;
  }

  /** The newest version with this hash. */
  Optional<GuardrailSummary> withHash(String hash) {
    return all.reversed().stream()
        .filter(each -> description(hash).equals(each.description()))
        .findFirst();
  }

  Optional<GuardrailSummary> numbered(String version) {
    return all.stream().filter(each -> version.equals(each.version())).findFirst();
  }

  /** Number of the newest version, 0 if there is none. */
  int newest() {
    return all.isEmpty() ? 0 : number(all.getLast());
  }

  boolean isFull() {
    return all.size() >= VersionRetention.MAX_VERSIONS;
  }

  /**
   * The versions to delete before one more is published: the oldest, but none in use and not the
   * newest.
   */
  List<String> superfluous(Set<String> used) {
    return VersionRetention.superfluous(all.stream().map(GuardrailSummary::version).toList(), used);
  }

  private static int number(GuardrailSummary summary) {
    return Integer.parseInt(summary.version());
  }
}
