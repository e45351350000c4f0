package ai.kernelpanic09.sidecar.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The lines that this process logs while it is open. */
final class ErrorLog implements AutoCloseable {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  ErrorLog() {
    System.setErr(new PrintStream(lines, true, StandardCharsets.UTF_8));
  }

  /** Those that tell of a fault of the program. */
  List<String> errors() {
    return all().filter(each -> each.contains(" ERROR ")).toList();
  }

  /** Those that tell of anything but what the program does by itself. */
  List<String> notes() {
    return all().filter(each -> !each.contains(" INFO ")).toList();
  }

  private Stream<String> all() {
    return lines.toString(StandardCharsets.UTF_8).lines();
  }

  @Override
  public void close() {
    System.setErr(before);
    before.print(lines.toString(StandardCharsets.UTF_8));
  }
}
