package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.guardrail.Goal.Known;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes other people's changes of a guardrail from the operator's own, by the time of the
 * draft's last change that Bedrock reports. The content is never compared, because Bedrock reports
 * defaults under other names.
 */
final class DraftWatch {

  private @Nullable String settled;
  private boolean changing;
  private @Nullable String lostVersion;

  /** Notes that the operator is about to change the guardrail. */
  void changing() {
    changing = true;
  }

  /**
   * Notes that the guardrail is as the policy describes it.
   *
   * @param updated time of the draft's last change; null while a change is under way
   */
  void settled(@Nullable String updated) {
    lostVersion = null;
    if (updated != null) {
      settled = updated;
      changing = false;
    }
  }

  /** Whether the draft's last change, at {@code updated}, was made by somebody else. */
  boolean isForeign(String updated, @Nullable Known known) {
    if (changing) {
      return false;
    }
    var ours = settled != null || known == null ? settled : known.draftUpdated();
    return ours != null && !ours.equals(updated);
  }

  /**
   * Whether the loss of this version must be told: it is told once, and not while the operator
   * itself is changing the guardrail.
   */
  boolean isNewLoss(Known known) {
    var isNews = !changing && !Objects.equals(lostVersion, known.version());
    lostVersion = known.version();
    return isNews;
  }
}
