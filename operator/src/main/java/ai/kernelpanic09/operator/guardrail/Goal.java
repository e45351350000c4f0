package ai.kernelpanic09.operator.guardrail;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a guardrail of one account and region shall become.
 *
 * @param known what the policy's status says of it; null for nothing
 * @param used versions that may not be deleted
 */
record Goal(
    GuardrailOwner owner, GuardrailRequest request, @Nullable Known known, Set<String> used) {

  Goal {
    used = Set.copyOf(used);
  }

  /**
   * A published version and what it says.
   *
   * @param draftUpdated when the draft was changed last, by us; null where that is not known
   */
  record Known(String id, String version, String hash, @Nullable String draftUpdated) {

    Known(String id, String version, String hash) {
      this(id, version, hash, null);
    }
  }

  String hash() {
    return request.hash();
  }
}
