package ai.kernelpanic09.core.ledger;

/**
 * A ledger's amounts of money can't be determined from its durable form, so nothing may be granted
 * on it. The message names the field.
 */
public final class LedgerUnreadableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  LedgerUnreadableException(String field, String problem) {
    super(field + ": " + problem);
  }
}
