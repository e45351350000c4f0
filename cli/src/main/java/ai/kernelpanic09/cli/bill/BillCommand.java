package ai.kernelpanic09.cli.bill;

import picocli.CommandLine.Command;

/** The commands for AWS's bill. */
@Command(name = "bill", description = "Commands for AWS's bill.")
public final class BillCommand {}
