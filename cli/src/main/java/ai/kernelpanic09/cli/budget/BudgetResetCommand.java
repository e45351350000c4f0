package ai.kernelpanic09.cli.budget;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.cli.cluster.Cluster;
import ai.kernelpanic09.cli.cluster.ClusterOptions;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.ExitCode;
import ai.kernelpanic09.cli.terminal.Terminal;
import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
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

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_REASON = 256;

  private final Terminal terminal;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration patience;

  @Mixin private final ClusterOptions cluster = new ClusterOptions();

  @Parameters(paramLabel = "NAME", description = "the ModelEndpoint")
  private String name = "";

  @Option(names = "--daily", description = "the day's budget")
  private boolean daily;

  @Option(names = "--monthly", description = "the month's budget")
  private boolean monthly;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why, in one line of at most 256 characters")
  private String reason = "";

  @Option(
      names = {"-y", "--yes"},
      description = "don't ask")
  private boolean sure;

  /**
   * @param patience how long the operator may take
   */
  public BudgetResetCommand(
      Terminal terminal, InstantSource clock, RandomGenerator random, Duration patience) {
    this.terminal = terminal;
    this.clock = clock;
    this.random = random;
    this.patience = patience;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    var budget = budget();
    if (reason.isBlank()) {
      throw CommandFailure.notDone("--reason is needed: it is kept with your name");
    }
    if (CONTROL.matcher(reason).find() || reason.codePointCount(0, reason.length()) > MAX_REASON) {
      throw CommandFailure.notDone("--reason must be one line of at most 256 characters");
    }
    try (var connected = cluster.connect()) {
      reset(connected, budget);
    }
    return ExitCode.DONE;
  }

  private BudgetName budget() throws CommandFailure {
    if (daily && monthly) {
      throw CommandFailure.notDone("one budget at a time: --daily or --monthly");
    }
    if (!daily && !monthly) {
      throw CommandFailure.wrongInput("say which budget: --daily or --monthly");
    }
    return daily ? BudgetName.DAILY : BudgetName.MONTHLY;
  }

  private void reset(Cluster connected, BudgetName budget)
      throws CommandFailure, InterruptedException {
    var endpoint = read(connected);
    var before = budget.of(endpoint);
    if (before == null || before.limit() == null) {
      throw CommandFailure.notDone(subject(connected) + " has no " + budget.word() + " budget");
    }
    var user = user(connected);
    terminal.say(
        "%s, %s budget: %s".formatted(subject(connected), budget.word(), BudgetName.text(before)));
    confirm(user);
    var at = clock.instant();
    var order =
        new ResetOrderText(
            at.getEpochSecond() + "-" + Integer.toUnsignedString(random.nextInt()),
            endpoint.getMetadata().getUid(),
            at,
            user,
            budget,
            reason);
    annotate(connected, order.json());
    try {
      await(connected, budget, order.id());
    } finally {
      annotate(connected, null);
    }
  }

  private void confirm(String user) throws CommandFailure {
    if (sure) {
      return;
    }
    if (!terminal.asks()) {
      throw CommandFailure.notDone("say --yes where nobody can be asked");
    }
    if (!"y".equals(terminal.ask("Reset it as " + user + "? [y/N] "))) {
      throw CommandFailure.notDone("nothing was changed");
    }
  }

  private void await(Cluster connected, BudgetName budget, String id)
      throws CommandFailure, InterruptedException {
    for (var second = 0; second < patience.toSeconds(); second++) {
      if (isDone(connected, budget, id)) {
        return;
      }
      Thread.sleep(Duration.ofSeconds(1));
    }
    throw CommandFailure.notDone(
        "not done within %d s, and taken back: is the operator running, and is this machine's clock right?"
            .formatted(patience.toSeconds()));
  }

  /** Looks for the order among those that were carried out, and tells it. */
  private boolean isDone(Cluster connected, BudgetName budget, String id) {
    ModelEndpoint endpoint;
    try {
      endpoint = read(connected);
    } catch (CommandFailure e) {
      // The order is given: whether it is carried out may still be told by a later look.
      return false;
    }
    var after = budget.of(endpoint);
    var amount = amount(endpoint, id);
    if (amount == null || after == null) {
      return false;
    }
    terminal.say(amount + " dollars no longer count: " + BudgetName.text(after));
    return true;
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

  private ModelEndpoint read(Cluster connected) throws CommandFailure {
    try {
      var endpoint = connected.endpoint(name).get();
      if (endpoint == null) {
        throw CommandFailure.notDone(unreadable(connected) + ": there is none of that name");
      }
      return endpoint;
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(unreadable(connected) + ": " + Cluster.reason(e));
    }
  }

  private String unreadable(Cluster connected) {
    return "can't read ModelEndpoint " + subject(connected);
  }

  private static String user(Cluster connected) throws CommandFailure {
    try {
      return connected
          .userName()
          .orElseThrow(
              () -> CommandFailure.notDone("can't learn who you are (kubectl auth whoami)"));
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(
          "can't learn who you are (kubectl auth whoami): " + Cluster.reason(e));
    }
  }

  private void annotate(Cluster connected, @Nullable String order) throws CommandFailure {
    try {
      connected.annotate(name, Keys.BUDGET_RESET, order);
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(
          (order == null ? "the order can't be taken back: " : "the order can't be given: ")
              + Cluster.reason(e));
    }
  }

  private String subject(Cluster connected) {
    return connected.namespace() + "/" + name;
  }
}
