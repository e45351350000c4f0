package ai.kernelpanic09.core.ledger;

/**
 * An order to let what was spent no longer count against a budget.
 *
 * @param id names it: an order is carried out once
 * @param by who gave it
 * @param budget which one
 * @param reason why
 */
public record ResetOrder(String id, String by, Budget budget, String reason) {

  /** Which budget starts anew. */
  public enum Budget {
    DAILY,
    MONTHLY
  }
}
