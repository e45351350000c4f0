package ai.kernelpanic09.cli.budget;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.cli.cluster.Cluster;
import ai.kernelpanic09.cli.cluster.ClusterOptions;
import ai.kernelpanic09.cli.order.OrderOptions;
import ai.kernelpanic09.cli.order.Orders;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.ExitCode;
import ai.kernelpanic09.cli.terminal.Terminal;
import ai.kernelpanic09.core.money.Money;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Orders that what was spent of a budget no longer counts, and waits until that is done. */
@Command(
    name = "reset",
    description = {
      "Lets what a ModelEndpoint has spent today, or this month, no longer count against that"
          + " budget, so that calls pass again.",
      "",
      "What was spent stays in the status and in the metrics. Your name and the reason are kept in"
          + " status.budget.resets and told as an Event. Dollars in the hands of running pods go on"
          + " counting. Raising spec.costBudget is the other way to go on.",
      ""
    })
public final class BudgetResetCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final Orders orders;

  @Mixin private final ClusterOptions cluster = new ClusterOptions();

  @Parameters(paramLabel = "NAME", description = "the ModelEndpoint")
  private String name = "";

  @Option(names = "--daily", description = "the day's budget")
  private boolean daily;

  @Option(names = "--monthly", description = "the month's budget")
  private boolean monthly;

  @Mixin private final OrderOptions order = new OrderOptions();

  public BudgetResetCommand(Terminal terminal, Orders orders) {
    this.terminal = terminal;
    this.orders = orders;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    var budget = budget();
    order.requireReason();
    try (var connected = cluster.connect()) {
      reset(connected, budget);
    }
    return ExitCode.DONE;
  }

  private BudgetName budget() throws CommandFailure {
    if (daily && monthly) {
      throw CommandFailure.wrongInput("one budget at a time: --daily or --monthly");
    }
    if (!daily && !monthly) {
      throw CommandFailure.wrongInput("say which budget: --daily or --monthly");
    }
    return daily ? BudgetName.DAILY : BudgetName.MONTHLY;
  }

  private void reset(Cluster connected, BudgetName budget)
      throws CommandFailure, InterruptedException {
    var endpoint = Orders.read(connected, name);
    var before = budget.of(endpoint);
    if (before == null || before.limit() == null) {
      throw CommandFailure.notDone(subject(connected) + " has no " + budget.word() + " budget");
    }
    var user = Orders.user(connected);
    terminal.say(
        "%s, %s budget: %s".formatted(subject(connected), budget.word(), BudgetName.text(before)));
    orders.confirm("Reset it as " + user + "?", order.isSure());
    var given = orders.order(endpoint, user, order.reason()).put("budget", budget.word());
    var id = Orders.id(given);
    terminal.say(
        orders.carryOut(
            connected, name, Keys.BUDGET_RESET, given, after -> outcome(after, budget, id)));
  }

  /** What an order has come to; null while it is not carried out. */
  private static @Nullable String outcome(ModelEndpoint endpoint, BudgetName budget, String id) {
    var after = budget.of(endpoint);
    var amount = amount(endpoint, id);
    return amount == null || after == null
        ? null
        : amount + " dollars no longer count: " + BudgetName.text(after);
  }

  /** The amount that an order forgave; null while it is not carried out. */
  private static @Nullable Money amount(ModelEndpoint endpoint, String id) {
    var status = endpoint.getStatus();
    var budget = status == null ? null : status.budget();
    if (budget == null) {
      return null;
    }
    for (var each : budget.resets()) {
      if (each.id().equals(id)) {
        return each.amount();
      }
    }
    return null;
  }

  private String subject(Cluster connected) {
    return connected.namespace() + "/" + name;
  }
}
