package ai.kernelpanic09.cli;

import ai.kernelpanic09.cli.terminal.ExitCode;
import ai.kernelpanic09.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the version of this build. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final String version;

  VersionCommand(Terminal terminal, String version) {
    this.terminal = terminal;
    this.version = version;
  }

  @Override
  public Integer call() {
    terminal.say("k8s-ai " + version);
    return ExitCode.DONE;
  }
}
