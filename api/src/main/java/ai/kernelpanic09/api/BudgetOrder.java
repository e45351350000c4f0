package ai.kernelpanic09.api;

import java.time.Instant;

/**
 * An order about an endpoint's budget, as it stands in an annotation of the ModelEndpoint. The
 * ledger's leader carries it out.
 */
public sealed interface BudgetOrder permits BudgetReset, BudgetSettlement {

  /**
   * UID of the object that the order is meant for: an object that is restored from a backup ignores
   * the order in the backup.
   */
  String uid();

  /** Time of the order. */
  Instant at();

  /** The user who gives it. */
  String by();
}
