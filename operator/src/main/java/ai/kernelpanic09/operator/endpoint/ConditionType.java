package ai.kernelpanic09.operator.endpoint;

import java.util.List;

/** The conditions of a ModelEndpoint, in the order in which they are decided. */
public enum ConditionType {
  ROLE_ASSUMABLE("RoleAssumable"),
  MODEL_REACHABLE("ModelReachable"),
  PRICED("Priced"),
  GUARDRAIL_SYNCED("GuardrailSynced"),
  LEDGER_READY("LedgerReady"),
  SERVICE_READY("ServiceReady"),
  BUDGET_AVAILABLE("BudgetAvailable"),
  SIDECARS_CURRENT("SidecarsCurrent"),
  READY("Ready");

  /** Those that make an endpoint ready. */
  static final List<ConditionType> NEEDED =
      List.of(
          ROLE_ASSUMABLE, MODEL_REACHABLE, PRICED, GUARDRAIL_SYNCED, LEDGER_READY, SERVICE_READY);

  /**
   * Those that guard money and access: sidecars are served while they hold. The ledger speaks for
   * itself when it is asked, and the Service is of no use to a sidecar.
   */
  static final List<ConditionType> GUARDING =
      List.of(ROLE_ASSUMABLE, MODEL_REACHABLE, PRICED, GUARDRAIL_SYNCED);

  static final String CHECK_NOT_PERMITTED = "CheckNotPermitted";

  private final String id;

  ConditionType(String id) {
    this.id = id;
  }

  /** As it stands in the status. */
  public String id() {
    return id;
  }
}
