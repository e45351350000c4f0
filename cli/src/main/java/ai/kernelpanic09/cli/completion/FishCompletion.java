package ai.kernelpanic09.cli.completion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes fish's completion of a command: a line for each subcommand and each option, under the
 * condition that the words before name their command.
 *
 * @see <a href="https://fishshell.com/docs/current/cmds/complete.html">complete</a>
 */
final class FishCompletion {

  private final String program;
  private final StringJoiner lines = new StringJoiner("\n");

  private FishCompletion(String program) {
    this.program = program;
  }

  static String of(CommandSpec program) {
    var written = new FishCompletion(program.name());
    written.lines.add("complete -c " + program.name() + " -f");
    written.command(program, List.of());
    return written.lines.toString();
  }

  private void command(CommandSpec command, List<String> path) {
    var inner = command.subcommands();
    inner.forEach(
        (name, each) -> {
          line(condition(path, inner.keySet().stream().toList()), "-a " + name, summary(each));
          var deeper = new ArrayList<>(path);
          deeper.add(name);
          command(each.getCommandSpec(), deeper);
        });
    var here = condition(path, List.of());
    for (var option : command.options()) {
      line(here, names(option) + value(option), first(option.description()));
    }
    for (var parameter : command.positionalParameters()) {
      var value = candidates(parameter);
      if (!value.isEmpty()) {
        line(here, value, first(parameter.description()));
      }
    }
  }

  private void line(String condition, String what, String description) {
    lines.add(
        "complete -c "
            + program
            + (condition.isEmpty() ? "" : " -n " + quoted(condition))
            + " "
            + what
            + (description.isEmpty() ? "" : " -d " + quoted(description)));
  }

  /** That the words name the commands of {@code path}, and none of {@code others}. */
  private static String condition(List<String> path, List<String> others) {
    var all = new StringJoiner("; and ");
    path.forEach(each -> all.add("__fish_seen_subcommand_from " + each));
    if (!others.isEmpty()) {
      all.add("not __fish_seen_subcommand_from " + String.join(" ", others));
    }
    return all.toString();
  }

  private static String names(OptionSpec option) {
    var names = new StringJoiner(" ");
    for (var name : option.names()) {
      names.add(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
    }
    return names.toString();
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    var candidates = candidates(option);
    return candidates.isEmpty() ? " -x" : " -r " + candidates;
  }

  /** What a value can be, as far as it is known: words, or files. */
  private static String candidates(ArgSpec argument) {
    var words = argument.completionCandidates();
    if (words != null) {
      return "-f -a " + quoted(String.join(" ", words));
    }
    var type =
        argument.auxiliaryTypes().length == 0 ? argument.type() : argument.auxiliaryTypes()[0];
    return type.equals(Path.class) ? "-F" : "";
  }

  private static String summary(CommandLine command) {
    return first(command.getCommandSpec().usageMessage().description());
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : description[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
