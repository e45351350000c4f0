package ai.kernelpanic09.operator.certificate;

/**
 * The CA's Secret is there but can't be used: a person has to repair or to delete it.
 *
 * <p>Making another CA instead would cut off every client that trusts the one it holds.
 */
public final class CaUnusableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CaUnusableException(String namespace, String name, String problem) {
    super(
        "Secret %s/%s holds no usable CA: %s; repair it, or delete it to have a new CA made"
            .formatted(namespace, name, problem));
  }
}
