package ai.kernelpanic09.core.ledger;

/**
 * A ledger's money can't be told from its durable form: nothing may be granted on it. The message
 * names the field.
 */
public final class LedgerUnreadableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  LedgerUnreadableException(String field, String problem) {
    super(field + ": " + problem);
  }
}
