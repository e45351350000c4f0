package ai.kernelpanic09.local;

/** The program can't do what it was told to; the message is one sentence that says what to do. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message, null, false, false);
  }
}
