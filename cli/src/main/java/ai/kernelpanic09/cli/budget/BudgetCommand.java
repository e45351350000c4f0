package ai.kernelpanic09.cli.budget;

import picocli.CommandLine.Command;

/** The commands for budgets. */
@Command(name = "budget", description = "Commands for an endpoint's budget.")
public final class BudgetCommand {}
