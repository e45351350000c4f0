package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.condition.ConditionReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a guardrail stands after one step. */
sealed interface SyncOutcome {

  /**
   * The version that says what the policy says is live.
   *
   * @param draftUpdated when the draft was changed last; null while a change is under way
   */
  record Synced(String id, String arn, String version, String hash, @Nullable String draftUpdated)
      implements SyncOutcome {}

  /**
   * Somebody else changed or deleted something: it is put right from here on.
   *
   * @param message what it was
   * @param lost whether what was live before is not there any more
   */
  record Drifted(String message, boolean lost) implements SyncOutcome {}

  /**
   * More steps are needed.
   *
   * @param after when to take the next one
   * @param state Bedrock's state of the guardrail, where one was seen
   * @param lost whether what was live before is not there any more
   */
  record Syncing(Duration after, @Nullable String state, String message, boolean lost)
      implements SyncOutcome {}

  /** Somebody must act. */
  record Refused(ConditionReason reason, String message, Duration after) implements SyncOutcome {}
}
