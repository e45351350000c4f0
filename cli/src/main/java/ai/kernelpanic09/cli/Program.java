package ai.kernelpanic09.cli;

import ai.kernelpanic09.cli.bill.BillCommand;
import ai.kernelpanic09.cli.bill.BillCompareCommand;
import ai.kernelpanic09.cli.budget.BudgetCommand;
import ai.kernelpanic09.cli.budget.BudgetResetCommand;
import ai.kernelpanic09.cli.cluster.Cluster;
import ai.kernelpanic09.cli.completion.CompletionCommand;
import ai.kernelpanic09.cli.order.Orders;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.ExitCode;
import ai.kernelpanic09.cli.terminal.Terminal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands and their options, and what becomes of wrong ones. */
final class Program {

  private static final String WAIT_SECONDS = "K8S_AI_WAIT_SECONDS";
  private static final int DEFAULT_WAIT_SECONDS = 60;

  private final Terminal terminal;
  private final Consumer<String[]> local;
  private final CommandLine commands;

  /**
   * @param environment of the process
   * @param local runs local mode, with arguments that it reads itself; it ends the process where it
   *     can't serve
   */
  Program(
      Terminal terminal, Map<String, String> environment, String version, Consumer<String[]> local)
      throws CommandFailure {
    this.terminal = terminal;
    this.local = local;
    var orders =
        new Orders(
            terminal, InstantSource.system(), RandomGenerator.getDefault(), patience(environment));
    commands =
        new CommandLine(new RootCommand())
            .addSubcommand(
                new CommandLine(new BudgetCommand())
                    .addSubcommand(new BudgetResetCommand(terminal, orders)))
            .addSubcommand(
                new CommandLine(new BillCommand())
                    .addSubcommand(new BillCompareCommand(terminal, orders)))
            .addSubcommand(new VersionCommand(terminal, version));
    commands.addSubcommand(new CompletionCommand(terminal, commands.getCommandSpec()));
    withHelp(commands);
    commands.addSubcommand(LocalCommand.spec());
    commands
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::wrong)
        .setExecutionExceptionHandler(this::failed);
  }

  private static void withHelp(CommandLine command) {
    command.addMixin("help", new HelpOption());
    command.getSubcommands().values().forEach(Program::withHelp);
  }

  /** Runs the command that the arguments name, and returns the exit code. */
  int run(String... arguments) {
    var asked = List.of(arguments);
    if (!asked.isEmpty() && asked.getFirst().equals(LocalCommand.NAME)) {
      local.accept(asked.subList(1, asked.size()).toArray(String[]::new));
      return ExitCode.DONE;
    }
    return asked.equals(List.of("--version"))
        ? commands.execute("version")
        : commands.execute(arguments);
  }

  private static Duration patience(Map<String, String> environment) throws CommandFailure {
    var text = environment.getOrDefault(WAIT_SECONDS, Integer.toString(DEFAULT_WAIT_SECONDS));
    if (!text.matches("[0-9]{1,5}")) {
      throw CommandFailure.wrongInput(
          WAIT_SECONDS + " is '" + text + "', but must be a whole number of seconds");
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  private int wrong(ParameterException e, String[] arguments) {
    var command = e.getCommandLine();
    var inner = command.getSubcommands().keySet();
    terminal.complain(
        e instanceof MissingParameterException || inner.isEmpty()
            ? e.getMessage() + "; see " + command.getCommandSpec().qualifiedName() + " --help"
            : "name a command: "
                + inner.stream()
                    .map(each -> command.getCommandSpec().qualifiedName() + " " + each)
                    .collect(Collectors.joining(", "))
                + "; see "
                + command.getCommandSpec().qualifiedName()
                + " --help");
    return ExitCode.WRONG_INPUT;
  }

  private int failed(Exception e, CommandLine command, ParseResult parsed) {
    return switch (e) {
      case CommandFailure failure -> {
        terminal.complain(String.valueOf(failure.getMessage()));
        yield failure.exitCode();
      }
      case KubernetesClientException refused -> {
        terminal.complain(Cluster.reason(refused));
        yield ExitCode.NOT_DONE;
      }
      default -> {
        terminal.complain("it failed, which is a bug: " + e);
        yield ExitCode.BUG;
      }
    };
  }
}
