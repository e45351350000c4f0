package ai.kernelpanic09.cli;

import picocli.CommandLine.Option;

/** The option that every command has. */
final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this")
  private boolean asked;

  boolean asked() {
    return asked;
  }
}
