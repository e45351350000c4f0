package ai.kernelpanic09.operator.guardrail;

/** Reasons of the conditions about guardrails. */
final class SyncReason {

  static final String SYNCED = "Synced";
  static final String SYNCING = "Syncing";
  static final String NOT_USED = "NotUsed";
  static final String POLICY_NOT_FOUND = "PolicyNotFound";
  static final String PERMISSION_MISSING = "PermissionMissing";
  static final String INVALID = "Invalid";
  static final String QUOTA_EXCEEDED = "QuotaExceeded";
  static final String NAME_CONFLICT = "NameConflict";
  static final String NO_OPERATOR_IDENTITY = "NoOperatorIdentity";
  static final String DRIFTED = "Drifted";
  static final String IN_USE = "InUse";
  static final String DELETING = "Deleting";

  private SyncReason() {}
}
