package ai.kernelpanic09.local;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Prints results to standard output, and problems and notices to standard error. */
final class Console {

  private static final String NAME = "k8s-ai local: ";

  private final PrintStream out;
  private final PrintStream err;
  private final Set<String> noticed = new HashSet<>();

  Console(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  void say(String text) {
    out.println(text.stripTrailing());
    out.flush();
  }

  /** Prints a problem, one line for each of its sentences. */
  void complain(String problems) {
    problems.lines().forEach(line -> err.println(NAME + line));
  }

  /** Prints notices; each is printed once. */
  void notice(List<String> notices) {
    notices.stream().filter(noticed::add).forEach(each -> err.println(NAME + "note: " + each));
  }
}
