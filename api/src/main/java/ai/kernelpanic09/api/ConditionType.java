package ai.kernelpanic09.api;

/** Types of the conditions of a ModelEndpoint; each is owned by one step of its reconciler. */
public enum ConditionType {
  /** STS gave a session for the endpoint's role. */
  ROLE_ASSUMABLE("RoleAssumable"),
  /** The model or profile exists and is usable in the region. */
  MODEL_REACHABLE("ModelReachable"),
  /** The exact price is known. */
  PRICED("Priced"),
  /** The named guardrail's version is live, or none is named. */
  GUARDRAIL_SYNCED("GuardrailSynced"),
  /** The ledger can be read and written. */
  LEDGER_READY("LedgerReady"),
  /** Money is left in day and month. */
  BUDGET_AVAILABLE("BudgetAvailable"),
  /** No pod was missed, is outdated or over the limit. */
  SIDECARS_CURRENT("SidecarsCurrent"),
  /** The Service {@code model-<name>} is ours. */
  SERVICE_READY("ServiceReady"),
  /** Derived from the others, never set by itself; a spent budget does not end it. */
  READY("Ready");

  private final String text;

  ConditionType(String text) {
    this.text = text;
  }

  /** The type as the condition carries it. */
  @Override
  public String toString() {
    return text;
  }
}
