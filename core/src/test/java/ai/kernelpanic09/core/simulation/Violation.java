package ai.kernelpanic09.core.simulation;

/** An invariant did not hold. */
final class Violation extends AssertionError {

  private static final long serialVersionUID = 1;

  Violation(String message) {
    super(message);
  }
}
