package ai.kernelpanic09.operator.certificate;

/**
 * The CA's Secret exists but holds no usable CA: a person has to repair or delete it.
 *
 * <p>Replacing it would cut off every client that trusts the CA in it.
 */
public final class CaUnusableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CaUnusableException(String namespace, String name, String problem) {
    super(
        "Secret %s/%s holds no usable CA: %s; repair it, or delete it to have a new CA made"
            .formatted(namespace, name, problem));
  }
}
