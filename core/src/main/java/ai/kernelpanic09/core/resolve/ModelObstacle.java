package ai.kernelpanic09.core.resolve;

/** Why a model can't be called, or why nobody can tell. */
public enum ModelObstacle {
  /** Bedrock knows no such model or profile in the region. */
  NOT_FOUND("ModelNotFound"),
  /** The model is in other regions only. */
  REGION_NOT_SUPPORTED("RegionNotSupported"),
  /** The model is served through profiles only, and none was found. */
  PROFILE_REQUIRED("ProfileRequired"),
  /** The account is not subscribed to the model. */
  AGREEMENT_MISSING("AgreementMissing"),
  /** AWS is subscribing the account. */
  AGREEMENT_PENDING("AgreementPending"),
  /** AWS does not let the account use the model. */
  ACCOUNT_NOT_AUTHORIZED("AccountNotAuthorized"),
  /** The account's subscription does not hold. */
  ENTITLEMENT_MISSING("EntitlementMissing"),
  /** The asker may not look; calls may work all the same. */
  CHECK_NOT_PERMITTED("CheckNotPermitted");

  private final String reason;

  ModelObstacle(String reason) {
    this.reason = reason;
  }

  /** The reason of the condition ModelReachable. */
  public String reason() {
    return reason;
  }
}
