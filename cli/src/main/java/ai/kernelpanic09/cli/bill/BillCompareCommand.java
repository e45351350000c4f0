package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.cli.cluster.Cluster;
import ai.kernelpanic09.cli.cluster.ClusterOptions;
import ai.kernelpanic09.cli.order.OrderOptions;
import ai.kernelpanic09.cli.order.Orders;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.ExitCode;
import ai.kernelpanic09.cli.terminal.OutputFormat;
import ai.kernelpanic09.cli.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares what AWS says of calls with what we booked. */
@Command(
    name = "compare",
    description = {
      "Compares what AWS says of calls with what was booked for them.",
      "",
      "FILE is one of Bedrock's model invocation logs, as S3 or CloudWatch Logs hold them, or an"
          + " export of the Cost and Usage Report as CSV; plain or gzip, as many as you like.",
      "",
      "With --settle, the cost that AWS's logs tell of calls that were booked as estimates counts from"
          + " now on. Your name and the reason are kept in status.budget.settlements and told as an"
          + " Event.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 equal, 1 different, not comparable or not settled, 2 wrong input."
    })
public final class BillCompareCommand implements Callable<Integer> {

  private static final String OFFLINE = "; --ledger FILE compares without a cluster";

  private final Terminal terminal;
  private final Orders orders;

  @Mixin private final ClusterOptions cluster = new ClusterOptions();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "AWS's files")
  private List<Path> files = List.of();

  @Option(
      names = "--calls",
      paramLabel = "FILE",
      description =
          "a log of sidecars or gateways, as kubectl logs prints it: names the calls that"
              + " are booked as estimates; may be repeated")
  private List<Path> calls = List.of();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "what kubectl get modelendpoints -A -o json wrote, in place of the cluster; may"
              + " be repeated")
  private List<Path> ledgers = List.of();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "endpoints of all namespaces")
  private boolean allNamespaces;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; table by default")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--settle",
      description = "let what AWS's logs tell of estimated calls count; needs --calls and --reason")
  private boolean settle;

  @Mixin private final OrderOptions order = new OrderOptions();

  public BillCompareCommand(Terminal terminal, Orders orders) {
    this.terminal = terminal;
    this.orders = orders;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    requireWhatSettlingNeeds();
    if (!ledgers.isEmpty()) {
      var ledger = new Ledger();
      for (var each : ledgers) {
        new LedgerReader().read(each).forEach(ledger::add);
      }
      var namespace = cluster.namespace();
      return told(compared(ledger, namespace == null ? "" : namespace).now(ledger, List.of()));
    }
    try (var connected = connect()) {
      var ledger = ledger(connected);
      var compared = compared(ledger, connected.namespace());
      if (!settle) {
        return told(compared.now(ledger, List.of()));
      }
      var settlements = settled(connected, compared.comparer.settlements());
      return told(compared.now(ledger(connected), settlements));
    }
  }

  private void requireWhatSettlingNeeds() throws CommandFailure {
    if (!settle) {
      if (!order.isEmpty()) {
        throw CommandFailure.wrongInput("--reason and --yes go with --settle");
      }
      return;
    }
    if (!ledgers.isEmpty()) {
      throw CommandFailure.wrongInput(
          "--settle works on the cluster's ledgers: leave --ledger out");
    }
    if (calls.isEmpty()) {
      throw CommandFailure.wrongInput(
          "--settle needs the log of proxies, which names the estimated calls: --calls FILE");
    }
    order.requireReason();
  }

  /** All input, to be held against what is booked. */
  private record Compared(BillComparer comparer, Problems problems) {
    Comparison now(Ledger booked, List<DaySettlement> settlements) {
      return comparer.result(problems, booked, settlements);
    }
  }

  private Compared compared(Ledger ledger, String namespace) throws CommandFailure {
    var problems = new Problems();
    var comparer = new BillComparer(ledger, wanted(namespace));
    for (var each : calls) {
      readCalls(each, problems, comparer);
    }
    for (var each : files) {
      readFile(each, problems, comparer);
    }
    comparer.end();
    return new Compared(comparer, problems);
  }

  private int told(Comparison comparison) {
    terminal.say(text(comparison));
    return comparison.isEqual() ? ExitCode.DONE : ExitCode.NOT_DONE;
  }

  private List<DaySettlement> settled(Cluster connected, List<DaySettlement> days)
      throws CommandFailure, InterruptedException {
    if (days.stream().noneMatch(each -> each.result() == DaySettlement.Result.TO_DO)) {
      return days;
    }
    var user = Orders.user(connected);
    orders.confirm(
        ComparisonTable.settlements(days) + "Settle this as " + user + "?", order.isSure());
    return new Settler(connected, orders, user, order.reason()).settle(days);
  }

  private Ledger ledger(Cluster connected) throws CommandFailure {
    var ledger = new Ledger();
    endpoints(connected).forEach(ledger::add);
    return ledger;
  }

  private Cluster connect() throws CommandFailure {
    try {
      return cluster.connect();
    } catch (CommandFailure e) {
      throw CommandFailure.wrongInput(e.getMessage() + OFFLINE);
    }
  }

  private List<ModelEndpoint> endpoints(Cluster connected) throws CommandFailure {
    try {
      return connected.endpoints(allNamespaces);
    } catch (KubernetesClientException e) {
      throw CommandFailure.wrongInput("can't read what was booked: " + Cluster.reason(e) + OFFLINE);
    }
  }

  /** The endpoints of a namespace, and with them what is none of ours; all for no namespace. */
  private Predicate<String> wanted(String namespace) {
    return allNamespaces || namespace.isEmpty()
        ? any -> true
        : endpoint -> endpoint.isEmpty() || endpoint.startsWith(namespace + "/");
  }

  private static void readCalls(Path path, Problems problems, BillComparer comparer)
      throws CommandFailure {
    try (var content = InputFile.plain(path)) {
      new ProxyLogReader(path.toString(), problems, comparer::add).read(content);
    } catch (IOException e) {
      throw broken(path, e);
    }
  }

  private static void readFile(Path path, Problems problems, BillComparer comparer)
      throws CommandFailure {
    try (var file = InputFile.open(path)) {
      switch (file.kind()) {
        case INVOCATION_LOG -> {
          comparer.withLogs();
          new InvocationLogReader(file.name(), problems, comparer::add).read(file.content());
        }
        case COST_REPORT ->
            new CostReportReader(file.name(), problems, comparer::add).read(file.content());
      }
    } catch (IOException e) {
      throw broken(path, e);
    }
  }

  private static CommandFailure broken(Path path, IOException e) {
    return CommandFailure.wrongInput(
        path + " can't be read to its end (" + e + "): download it again");
  }

  private String text(Comparison comparison) {
    return switch (output) {
      case TABLE -> ComparisonTable.of(comparison);
      case JSON -> written(new ObjectMapper(), comparison);
      case YAML -> written(new YAMLMapper(), comparison);
      case CSV -> ComparisonCsv.of(comparison);
    };
  }

  private static String written(ObjectMapper form, Comparison comparison) {
    try {
      return form.writerWithDefaultPrettyPrinter()
          .writeValueAsString(ComparisonTree.of(comparison))
          .strip();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
