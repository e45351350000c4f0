package ai.kernelpanic09.cli.terminal;

/** Ends a command with one sentence, which says what to do where that is not plain. */
public final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1;

  private final int exitCode;

  private CommandFailure(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  /** What was asked for could not be done. */
  public static CommandFailure notDone(String sentence) {
    return new CommandFailure(ExitCode.NOT_DONE, sentence);
  }

  /** The arguments or the input are wrong. */
  public static CommandFailure wrongInput(String sentence) {
    return new CommandFailure(ExitCode.WRONG_INPUT, sentence);
  }

  public int exitCode() {
    return exitCode;
  }
}
