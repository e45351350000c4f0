package ai.kernelpanic09.cli;

import ai.kernelpanic09.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** All commands together. */
@Command(
    name = "k8s-ai",
    description = {
      "The commands of k8s-ai-operator, for what manifests can't say.",
      "As kubectl-ai on the PATH it is 'kubectl ai'.",
      ""
    },
    footer = {
      "",
      "Exit codes: "
          + ExitCode.DONE
          + " done, or equal; "
          + ExitCode.NOT_DONE
          + " not done, or different; "
          + ExitCode.WRONG_INPUT
          + " wrong input, or not built; "
          + ExitCode.BUG
          + " a bug."
    })
final class RootCommand {}
