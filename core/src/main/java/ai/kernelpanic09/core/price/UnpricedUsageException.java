package ai.kernelpanic09.core.price;

/**
 * The provider billed a kind of token for which no price is known: the worst case stays charged.
 */
public final class UnpricedUsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnpricedUsageException(String kind) {
    super("no price for tokens of kind " + kind);
  }
}
