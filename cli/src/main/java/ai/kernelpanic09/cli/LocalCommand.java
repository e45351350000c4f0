package ai.kernelpanic09.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The arguments of local mode, for completions and for the list of commands: local mode itself
 * reads them, and has a help of its own.
 */
final class LocalCommand {

  static final String NAME = "local";

  static CommandSpec spec() {
    var spec = CommandSpec.create().name(NAME);
    spec.usageMessage()
        .description("Serves the manifests of a folder on this machine, without a cluster.");
    return spec.addPositional(
            PositionalParamSpec.builder()
                .paramLabel("DIR")
                .type(Path.class)
                .description("the folder of the manifests")
                .build())
        .addOption(flag("a simulated AWS in this process", "--simulated"))
        .addOption(flag("sign as each endpoint's own role", "--assume-role"))
        .addOption(value("NAME", "of manifests that name none", "-n", "--namespace"))
        .addOption(value("N", "of the model API", "--port"))
        .addOption(value("N", "of health, metrics and /status", "--health-port"))
        .addOption(
            OptionSpec.builder("--state")
                .paramLabel("DIR")
                .type(Path.class)
                .description("where spend and prompt revisions are kept")
                .build())
        .addOption(flag("only say what is wrong with the manifests", "--check"))
        .addOption(flag("delete the guardrails that local mode made", "--clean"))
        .addOption(flag("show local mode's own help", "--help"))
        .addOption(flag("show its version", "--version"));
  }

  private static OptionSpec flag(String description, String name) {
    return OptionSpec.builder(name).description(description).build();
  }

  private static OptionSpec value(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  private LocalCommand() {}
}
