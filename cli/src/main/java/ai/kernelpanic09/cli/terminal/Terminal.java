package ai.kernelpanic09.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes results, problems and answers.
 *
 * @param out takes results
 * @param err takes problems, and questions
 * @param in answers questions
 * @param asks whether somebody is there to be asked
 */
public record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean asks) {

  private static final String NAME = "k8s-ai: ";

  /** The streams of this process. */
  public static Terminal ofProcess() {
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  /** Prints a line of the result. */
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints a problem, as one line whatever it consists of. */
  public void complain(String problem) {
    err.println(NAME + String.join(" ", problem.strip().split("\\s*\\R\\s*")));
    err.flush();
  }

  /** Asks a question, and returns the line that answers it; null when there is none. */
  public @Nullable String ask(String question) {
    err.print(question);
    err.flush();
    try {
      return in.readLine();
    } catch (IOException e) {
      return null;
    }
  }
}
