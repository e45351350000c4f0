package ai.kernelpanic09.cli;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the program in this process.
 *
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
public record ProgramRun(int exitCode, String out, String err) {

  /** Runs it where nobody can be asked. */
  public static ProgramRun of(String... arguments) {
    return answered(null, Map.of("K8S_AI_WAIT_SECONDS", "20"), arguments);
  }

  /**
   * Runs it on a terminal.
   *
   * @param answer what a person types
   */
  public static ProgramRun answered(String answer, String... arguments) {
    return answered(answer, Map.of(), arguments);
  }

  /** Runs it with these variables in its environment. */
  public static ProgramRun in(Map<String, String> environment, String... arguments) {
    return answered(null, environment, arguments);
  }

  static ProgramRun withLocal(Consumer<String[]> local, String... arguments) {
    return run(null, Map.of(), local, arguments);
  }

  private static ProgramRun answered(
      @Nullable String answer, Map<String, String> environment, String... arguments) {
    return run(
        answer,
        environment,
        unexpected -> {
          throw new IllegalStateException("local mode was started");
        },
        arguments);
  }

  private static ProgramRun run(
      @Nullable String answer,
      Map<String, String> environment,
      Consumer<String[]> local,
      String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var terminal =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(err),
            new BufferedReader(new StringReader(answer == null ? "" : answer + "\n")),
            answer != null);
    try {
      var exitCode = new Program(terminal, environment, "1.2.3", local).run(arguments);
      terminal.out().flush();
      return new ProgramRun(exitCode, out.toString(), err.toString());
    } catch (CommandFailure e) {
      return new ProgramRun(e.exitCode(), out.toString(), String.valueOf(e.getMessage()));
    }
  }
}
