package ai.kernelpanic09.core.ledger;

/**
 * An order to forgive the spent dollars of a budget.
 *
 * @param id names the order, which is carried out once
 * @param by the user who gave it
 * @param budget the budget to start over
 * @param reason in the words of that user
 */
public record ResetOrder(String id, String by, Budget budget, String reason) {

  /** The budget to start over. */
  public enum Budget {
    DAILY,
    MONTHLY
  }
}
