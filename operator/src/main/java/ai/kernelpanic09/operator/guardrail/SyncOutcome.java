package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.condition.ConditionReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a guardrail stands after one step. */
sealed interface SyncOutcome {

  /**
   * The version with the policy's content is live.
   *
   * @param draftUpdated when the draft was changed last; null while a change is under way
   */
  record Synced(String id, String arn, String version, String hash, @Nullable String draftUpdated)
      implements SyncOutcome {}

  /**
   * Somebody else changed or deleted something, which the next steps put right.
   *
   * @param message says what was changed or deleted
   * @param lost whether the version that was live is gone
   */
  record Drifted(String message, boolean lost) implements SyncOutcome {}

  /**
   * More steps are needed.
   *
   * @param after when to take the next one
   * @param state Bedrock's state of the guardrail, where one was seen
   * @param lost whether the version that was live is gone
   */
  record Syncing(Duration after, @Nullable String state, String message, boolean lost)
      implements SyncOutcome {}

  /**
   * AWS or the operator refuses, so a person must act; the step is tried again after {@code after}.
   */
  record Refused(ConditionReason reason, String message, Duration after) implements SyncOutcome {}
}
