package ai.kernelpanic09.sidecar.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines that this process logs while it is open. */
final class ErrorLog implements AutoCloseable {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  ErrorLog() {
    System.setErr(new PrintStream(lines, true, StandardCharsets.UTF_8));
  }

  /** Those that tell of a fault of the program. */
  List<String> errors() {
    return lines
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(each -> each.contains(" ERROR "))
        .toList();
  }

  @Override
  public void close() {
    System.setErr(before);
    before.print(lines.toString(StandardCharsets.UTF_8));
  }
}
