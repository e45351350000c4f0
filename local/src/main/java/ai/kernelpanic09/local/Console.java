package ai.kernelpanic09.local;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says things to the person who started the program: results on one stream, trouble on another. */
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

  /** What is wrong, each line of it as a sentence of its own. */
  void complain(String problems) {
    problems.lines().forEach(line -> err.println(NAME + line));
  }

  /** What is good to know; each is told once. */
  void notice(List<String> notices) {
    notices.stream().filter(noticed::add).forEach(each -> err.println(NAME + "note: " + each));
  }
}
