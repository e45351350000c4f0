package ai.kernelpanic09.operator.metrics;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Overrun;
import ai.kernelpanic09.core.ledger.UsageStatus;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.operator.budget.LedgerEvents;
import ai.kernelpanic09.operator.budget.LedgerRefusal;
import ai.kernelpanic09.operator.serving.ServingPlans;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows spend and usage of endpoints, from their ledgers: the numbers are complete, and survive the
 * pods. Only the leading operator has them.
 */
public final class LedgerMetrics implements LedgerEvents {

  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("bedrock_invocation_cost_dollars", "Dollars spent on calls"),
          Map.entry("bedrock_invocations", "Calls that reached the model or the guardrail"),
          Map.entry("bedrock_tokens", "Tokens by kind"),
          Map.entry("bedrock_endpoint_available", "1 when calls are served, else 0"),
          Map.entry("budget_limit_dollars", "Dollars that may be spent in the window"),
          Map.entry("budget_spent_dollars", "Dollars that sidecars reported as spent"),
          Map.entry(
              "budget_estimated_dollars",
              "The part of the day's spent dollars that is a worst case, no bill, and not settled"),
          Map.entry(
              "budget_unbilled_dollars",
              "The part of the spent dollars that was not billed, as settled: it does not count"),
          Map.entry("budget_leased_dollars", "Dollars in the hands of sidecars"),
          Map.entry("budget_written_off_dollars", "Leased dollars of lost pods"),
          Map.entry("budget_available_dollars", "Dollars left to lease"),
          Map.entry("ledger_holders", "Leases in the ledger"),
          Map.entry("ledger_unread_leases", "Lines of leases that can't be read"));

  private final MeterRegistry registry;
  private final ServingPlans plans;
  private final Consumer<String> messages;
  private final Counter commits;
  private final Counter conflicts;
  private final ConcurrentHashMap<EndpointName, Shown> shown = new ConcurrentHashMap<>();
  private final Set<EndpointName> failing = ConcurrentHashMap.newKeySet();

  private static final class Shown {
    final List<Meter> meters = new ArrayList<>();
    volatile DurableLedger ledger;
    volatile int unread;

    Shown(DurableLedger ledger) {
      this.ledger = ledger;
    }
  }

  /**
   * @param messages told the API server's message of each failure
   */
  public LedgerMetrics(MeterRegistry registry, ServingPlans plans, Consumer<String> messages) {
    this.messages = messages;
    this.registry = registry;
    this.plans = plans;
    commits =
        Counter.builder("k8s_ai_operator_ledger_commits")
            .description("Ledger commits that became durable")
            .register(registry);
    conflicts =
        Counter.builder("k8s_ai_operator_ledger_conflicts")
            .description("Ledger commits before which another writer came")
            .register(registry);
  }

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {
    commits.increment();
    var each = shown.computeIfAbsent(endpoint, name -> register(name, ledger));
    each.ledger = ledger;
    failing.remove(endpoint);
    var windows = ledger.toState().days();
    each.unread = unread(windows);
  }

  @Override
  public void unread(EndpointName endpoint, LedgerReading reading) {
    Counter.builder("k8s_ai_operator_ledger_dropped_lines")
        .tags(tags(endpoint))
        .description("Lines of a status that could not be read and were no money")
        .register(registry)
        .increment(reading.dropped().size());
  }

  @Override
  public void overrun(EndpointName endpoint, Overrun overrun) {
    if (overrun.isRefused()) {
      Counter.builder("k8s_ai_operator_ledger_refused_reports")
          .tags(tags(endpoint))
          .description("Reports of more spending than a pod's calls can have cost")
          .register(registry)
          .increment();
    }
  }

  @Override
  public void failed(EndpointName endpoint, LedgerRefusal refusal) {
    failing.add(endpoint);
    messages.accept(String.valueOf(refusal.getMessage()));
    Counter.builder("k8s_ai_operator_ledger_failures")
        .tags(tags(endpoint).and("reason", refusal.reason().toString().toLowerCase(Locale.ROOT)))
        .description("Steps of a ledger that came to nothing")
        .register(registry)
        .increment();
  }

  private static Tags tags(EndpointName endpoint) {
    return Tags.of("namespace", endpoint.namespace(), "endpoint", endpoint.name());
  }

  @Override
  public void conflicted(EndpointName endpoint) {
    conflicts.increment();
  }

  @Override
  public void dropped(EndpointName endpoint) {
    failing.remove(endpoint);
    var gone = shown.remove(endpoint);
    if (gone != null) {
      gone.meters.forEach(registry::remove);
    }
  }

  private Shown register(EndpointName endpoint, DurableLedger ledger) {
    var each = new Shown(ledger);
    var tags = tags(endpoint);
    counter(each, "bedrock_invocation_cost_dollars", tags, u -> u.costTotal().toDoubleDollars());
    counter(each, "bedrock_invocations", tags, UsageStatus::invocations);
    tokens(each, tags, "input", UsageStatus::inputTokens);
    tokens(each, tags, "output", UsageStatus::outputTokens);
    tokens(each, tags, "cacheRead", UsageStatus::cacheReadTokens);
    tokens(each, tags, "cacheWrite", UsageStatus::cacheWriteTokens);
    for (var window : List.of("daily", "monthly")) {
      var in = tags.and("window", window);
      gauge(each, "budget_limit_dollars", in, () -> money(each, window, BudgetView::limit));
      gauge(each, "budget_spent_dollars", in, () -> money(each, window, BudgetView::spent));
      gauge(each, "budget_leased_dollars", in, () -> money(each, window, BudgetView::leased));
      gauge(
          each,
          "budget_written_off_dollars",
          in,
          () -> money(each, window, BudgetView::writtenOff));
      gauge(
          each,
          "budget_unbilled_dollars",
          in,
          () -> zeroIfAbsent(view(each, window), BudgetView::unbilled));
      gauge(each, "budget_available_dollars", in, () -> money(each, window, BudgetView::available));
    }
    var today = tags.and("window", "daily");
    gauge(
        each,
        "budget_estimated_dollars",
        today,
        () -> zeroIfAbsent(view(each, "daily"), BudgetView::estimated));
    gauge(each, "ledger_holders", tags, () -> holders(each));
    gauge(each, "ledger_unread_leases", tags, () -> each.unread);
    gauge(each, "bedrock_endpoint_available", tags, () -> isAvailable(endpoint, each) ? 1 : 0);
    return each;
  }

  private void tokens(Shown each, Tags tags, String kind, ToDoubleFunction<UsageStatus> value) {
    counter(each, "bedrock_tokens", tags.and("kind", kind), value);
  }

  private void counter(Shown each, String name, Tags tags, ToDoubleFunction<UsageStatus> value) {
    each.meters.add(
        FunctionCounter.builder(
                "k8s_ai_operator_" + name, each, shown -> value.applyAsDouble(shown.ledger.usage()))
            .tags(tags)
            .description(DESCRIPTIONS.get(name))
            .register(registry));
  }

  private void gauge(Shown each, String name, Tags tags, Supplier<Number> value) {
    each.meters.add(
        Gauge.builder("k8s_ai_operator_" + name, value)
            .tags(tags)
            .description(DESCRIPTIONS.get(name))
            .strongReference(true)
            .register(registry));
  }

  private static double money(
      Shown each, String window, Function<BudgetView, @Nullable Money> part) {
    var view = view(each, window);
    var money = view == null ? null : part.apply(view);
    return money == null ? Double.NaN : money.toDoubleDollars();
  }

  private static @Nullable BudgetView view(Shown each, String window) {
    var budget = each.ledger.budget();
    return window.equals("daily") ? budget.daily() : budget.monthly();
  }

  /** An amount that a status leaves out where it is zero. */
  private static double zeroIfAbsent(
      @Nullable BudgetView view, Function<BudgetView, @Nullable Money> part) {
    var money = view == null ? null : part.apply(view);
    return money == null ? 0 : money.toDoubleDollars();
  }

  private boolean isAvailable(EndpointName endpoint, Shown each) {
    var plan = plans.of(endpoint);
    if (plan.isEmpty() || !plan.get().ready() || failing.contains(endpoint)) {
      return false;
    }
    var limits = plan.get().limits();
    var blocks = limits != null && limits.budgetBlocks();
    return !blocks
        || (!isExhausted(each.ledger.budget().daily())
            && !isExhausted(each.ledger.budget().monthly()));
  }

  private static boolean isExhausted(@Nullable BudgetView view) {
    return view != null && view.exhausted();
  }

  private static int holders(Shown each) {
    return each.ledger.budget().windows().stream()
        .mapToInt(window -> window.holders().size())
        .sum();
  }

  private static int unread(List<Day> windows) {
    return windows.stream()
        .mapToInt(window -> window.unread() == null ? 0 : window.unread().lines().size())
        .sum();
  }
}
