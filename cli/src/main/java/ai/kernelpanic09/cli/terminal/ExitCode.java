package ai.kernelpanic09.cli.terminal;

/** How the process ends. */
public final class ExitCode {

  /** All is done, or equal. */
  public static final int DONE = 0;

  /** It could not be done, or something differs. */
  public static final int NOT_DONE = 1;

  /** The command, its arguments or its input are wrong, or a part of the program is missing. */
  public static final int WRONG_INPUT = 2;

  /** The program failed in a way that nobody foresaw. */
  public static final int BUG = 3;

  private ExitCode() {}
}
