package ai.kernelpanic09.cli.order;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of commands that give orders. */
public final class OrderOptions {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_REASON = 256;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why, in one line of at most 256 characters")
  private String reason = "";

  @Option(
      names = {"-y", "--yes"},
      description = "don't ask")
  private boolean sure;

  /** Whether none of them was given. */
  public boolean isEmpty() {
    return reason.isEmpty() && !sure;
  }

  /**
   * Checks the reason.
   *
   * @throws CommandFailure when there is none, or it can't be kept
   */
  public void requireReason() throws CommandFailure {
    if (reason.isBlank()) {
      throw CommandFailure.wrongInput("--reason is needed: it is kept with your name");
    }
    if (CONTROL.matcher(reason).find() || reason.codePointCount(0, reason.length()) > MAX_REASON) {
      throw CommandFailure.wrongInput("--reason must be one line of at most 256 characters");
    }
  }

  public String reason() {
    return reason;
  }

  /** Whether nobody is to be asked. */
  public boolean isSure() {
    return sure;
  }
}
