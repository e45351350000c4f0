package ai.kernelpanic09.local;

/** The program can't do what its arguments say; the message is one sentence with the remedy. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message, null, false, false);
  }
}
