package ai.kernelpanic09.core.ledger;

/**
 * The amounts of money of a ledger can't be told from its durable form, so nothing may be granted
 * on it. The message names the field.
 */
public final class LedgerUnreadableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  LedgerUnreadableException(String field, String problem) {
    super(field + ": " + problem);
  }
}
