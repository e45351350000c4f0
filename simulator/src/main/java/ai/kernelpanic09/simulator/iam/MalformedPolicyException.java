package ai.kernelpanic09.simulator.iam;

/** A policy document that IAM would not accept. */
public final class MalformedPolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedPolicyException(String message) {
    super(message);
  }
}
