package ai.kernelpanic09.simulator.catalog;

/**
 * An account's access to a model, by the words of GetFoundationModelAvailability.
 *
 * @param agreement AVAILABLE, PENDING, NOT_AVAILABLE or ERROR
 * @param authorization AUTHORIZED or NOT_AUTHORIZED
 * @param entitlement AVAILABLE or NOT_AVAILABLE
 */
public record AccountAccess(String agreement, String authorization, String entitlement) {

  public static final AccountAccess ALL = new AccountAccess("AVAILABLE", "AUTHORIZED", "AVAILABLE");

  /** Whether calls are served. They may be while the account is being subscribed. */
  public boolean serves() {
    return equals(ALL) || agreement.equals("PENDING");
  }
}
