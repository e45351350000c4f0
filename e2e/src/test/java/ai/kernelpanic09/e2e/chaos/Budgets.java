package ai.kernelpanic09.e2e.chaos;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.e2e.Cluster;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Edits budgets, and remembers the largest limit that each ever had. */
final class Budgets {

  private static final Duration OVERCOMMITTED_WATCHED = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Map<String, Money> largest = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int watched;
  private long pulses;

  Budgets() {
    for (var app : App.ALL) {
      largest.put(app.name(), app.first());
      locks.put(app.name(), new Object());
    }
  }

  /** The largest limit that was ever in force. */
  Money largest(App app) {
    return largest.getOrDefault(app.name(), Money.ZERO);
  }

  /** Grants that were made while more was used than the budget allows. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** Number of times that a budget was watched while more was used than it allows. */
  synchronized int watched() {
    return watched;
  }

  /** Edits a budget and returns when the new one is in force. */
  boolean edit(App app, FaultKind kind, int pick) {
    synchronized (locks.getOrDefault(app.name(), this)) {
      var before = LedgerDay.view(app);
      var limit = edited(app, before, kind, pick);
      set(app, limit);
      var inForce = awaitLimit(app, limit);
      if (kind == FaultKind.BUDGET_BELOW_USED) {
        watchOvercommitted(app, limit, LedgerDay.used(inForce));
      }
      return true;
    }
  }

  private static Money edited(App app, BudgetView before, FaultKind kind, int pick) {
    var used = LedgerDay.used(before);
    var limit = before.limit() == null ? app.first() : before.limit();
    return switch (kind) {
      case BUDGET_LOWERED ->
          Money.ofNanoDollars(
              limit.compareTo(used) > 0
                  ? (limit.nanoDollars() + used.nanoDollars()) / 2
                  : limit.nanoDollars() * 9 / 10);
      case BUDGET_BELOW_USED -> Money.ofNanoDollars(Math.max(1, used.nanoDollars() / 2));
      default -> used.max(limit).plus(app.step().times(1 + pick % 2));
    };
  }

  private void set(App app, Money limit) {
    largest.merge(app.name(), limit, Money::max);
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> Recoveries.holds(() -> patched(app, limit)));
  }

  private static boolean patched(App app, Money limit) {
    Cluster.client()
        .resources(ModelEndpoint.class)
        .inNamespace(App.NAMESPACE)
        .withName(app.name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"costBudget\":{\"%s\":\"%s\"}}}".formatted(app.period(), limit));
    return true;
  }

  private static BudgetView awaitLimit(App app, Money limit) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> Recoveries.holds(() -> limit.equals(LedgerDay.view(app).limit())));
    return LedgerDay.view(app);
  }

  /**
   * Watches that the used amount does not grow: nothing may be granted while more is used than
   * allowed.
   */
  private void watchOvercommitted(App app, Money limit, Money used) {
    var until = System.nanoTime() + OVERCOMMITTED_WATCHED.toNanos();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                Recoveries.holds(() -> neverGrows(app, limit, used) && System.nanoTime() > until));
  }

  private synchronized boolean neverGrows(App app, Money limit, Money before) {
    var used = LedgerDay.used(LedgerDay.view(app));
    watched++;
    if (before.compareTo(limit) > 0 && used.compareTo(before) > 0) {
      violations.add(
          "%s: %s were used when the budget was lowered to %s, and %s later"
              .formatted(app.name(), before, limit, used));
    }
    return true;
  }

  /**
   * Edits the budget of an endpoint that nobody calls; true when the ledger has taken up the edit.
   */
  boolean pulse() {
    var app = App.of(App.PULSE);
    synchronized (locks.getOrDefault(app.name(), this)) {
      pulses++;
      var limit = app.first().plus(Money.ofNanoDollars(pulses));
      set(app, limit);
      awaitLimit(app, limit);
      return true;
    }
  }
}
