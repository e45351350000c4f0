package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.guardrail.Goal.Known;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells changes of a guardrail that somebody else made from our own, by the time at which Bedrock
 * says that its draft was changed. What it says of the content is never compared: it echoes
 * defaults under other names.
 */
final class DraftWatch {

  private @Nullable String settled;
  private boolean changing;
  private @Nullable String lostVersion;

  /** We are about to change the guardrail. */
  void changing() {
    changing = true;
  }

  /**
   * All is as it should be.
   *
   * @param updated when the draft was changed last; null while a change of it is under way
   */
  void settled(@Nullable String updated) {
    lostVersion = null;
    if (updated != null) {
      settled = updated;
      changing = false;
    }
  }

  /** Whether it was not we who changed the draft at that time. */
  boolean isForeign(String updated, @Nullable Known known) {
    if (changing) {
      return false;
    }
    var ours = settled != null || known == null ? settled : known.draftUpdated();
    return ours != null && !ours.equals(updated);
  }

  /** Whether it is news that this version is not there any more. */
  boolean isNewLoss(Known known) {
    var isNews = !changing && !Objects.equals(lostVersion, known.version());
    lostVersion = known.version();
    return isNews;
  }
}
