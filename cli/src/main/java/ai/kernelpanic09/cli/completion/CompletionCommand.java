package ai.kernelpanic09.cli.completion;

import ai.kernelpanic09.cli.terminal.ExitCode;
import ai.kernelpanic09.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Prints the completion of a shell. */
@Command(
    name = "completion",
    description = {
      "Prints the completion for a shell.",
      "",
      "  bash, zsh:  source <(k8s-ai completion bash)",
      "  fish:       k8s-ai completion fish | source",
      ""
    })
public final class CompletionCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final CommandSpec commands;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private @Nullable Shell shell;

  /**
   * @param commands the whole program
   */
  public CompletionCommand(Terminal terminal, CommandSpec commands) {
    this.terminal = terminal;
    this.commands = commands;
  }

  @Override
  public Integer call() {
    var name = commands.name();
    // Zsh runs bash's completion: the script loads zsh's emulation of it.
    terminal.say(
        shell == Shell.FISH
            ? FishCompletion.of(commands)
            : AutoComplete.bash(name, commands.commandLine()));
    return ExitCode.DONE;
  }
}
