package ai.kernelpanic09.api;

/** Reasons of the conditions of a ModelEndpoint. */
public enum ConditionReason {
  /** The condition is true, and there is no more to say. */
  AS_EXPECTED("AsExpected"),

  /** STS refuses the role: its trust policy does not name the operator. */
  ACCESS_DENIED("AccessDenied"),
  /** The namespace's annotation, or the operator's setting, does not allow the role. */
  ROLE_NOT_ALLOWED("RoleNotAllowed"),
  NO_OPERATOR_IDENTITY("NoOperatorIdentity"),
  INVALID_ROLE_ARN("InvalidRoleArn"),
  /** AWS does not answer; says nothing about the endpoint. */
  AWS_UNAVAILABLE("AwsUnavailable"),

  MODEL_NOT_FOUND("ModelNotFound"),
  AGREEMENT_MISSING("AgreementMissing"),
  REGION_NOT_SUPPORTED("RegionNotSupported"),
  PROFILE_REQUIRED("ProfileRequired"),
  /** The role may not ask; the condition is Unknown and does not hold Ready. */
  CHECK_NOT_PERMITTED("CheckNotPermitted"),

  /** The operator's live probe was refused. */
  CALL_REFUSED("CallRefused"),

  UNKNOWN_MODEL_PRICE("UnknownModelPrice"),

  POLICY_NOT_FOUND("PolicyNotFound"),
  SYNCING("Syncing"),
  PERMISSION_MISSING("PermissionMissing"),
  INVALID("Invalid"),
  QUOTA_EXCEEDED("QuotaExceeded"),

  /** The ledger has not been opened yet. */
  LEDGER_OPENING("LedgerOpening"),
  /** What stands in the status is no ledger: the message names the field to mend. */
  LEDGER_UNREADABLE("LedgerUnreadable"),
  /** The ledger could not be read or written for 15 seconds or more. */
  LEDGER_UNAVAILABLE("LedgerUnavailable"),

  DAILY_EXHAUSTED("DailyExhausted"),
  MONTHLY_EXHAUSTED("MonthlyExhausted"),
  BUDGET_OVERCOMMITTED("BudgetOvercommitted"),

  MISSED_PODS("MissedPods"),
  OUTDATED_PODS("OutdatedPods"),
  IMAGE_NOT_BELIEVED("ImageNotBelieved"),
  TOO_MANY_SIDECARS("TooManySidecars"),

  SERVICE_CONFLICT("ServiceConflict"),

  /** The API server refused something that the condition needs; the message has its words. */
  API_SERVER_REFUSED("ApiServerRefused"),
  /** The API server does not answer; says nothing about the endpoint. */
  API_SERVER_UNAVAILABLE("ApiServerUnavailable"),
  /** A mistake of the operator's: please report the message. */
  INTERNAL_ERROR("InternalError");

  private final String text;

  ConditionReason(String text) {
    this.text = text;
  }

  /** The reason as the condition carries it. */
  @Override
  public String toString() {
    return text;
  }
}
