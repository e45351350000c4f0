package ai.kernelpanic09.e2e.chaos;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.e2e.Apps;
import ai.kernelpanic09.e2e.Cluster;
import ai.kernelpanic09.e2e.SimulatedAws;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One run from the first pod to the last: traffic, faults, repairs, and calls until all money is
 * spent.
 */
public final class ChaosRun {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration MAX_WAIT_FOR_MIDNIGHT = Duration.ofMinutes(62);
  private static final Duration MAX_SPENDING = Duration.ofMinutes(8);
  private static final int SAMPLE_SECONDS = 5;
  private static final int CALM_LOOKS = 5;

  /** An app's ledger at the end, and its bill. */
  public record Account(
      App app, Money limit, Money largest, Map<String, Money> bill, List<LedgerDay> days) {

    public Account {
      bill = Map.copyOf(bill);
      days = List.copyOf(days);
    }

    public Money billed(String window) {
      return bill.getOrDefault(window, Money.ZERO);
    }

    public Money billed() {
      return bill.values().stream().reduce(Money.ZERO, Money::plus);
    }
  }

  /** The observations of a run. */
  public record Result(
      long seed,
      Instant began,
      Duration took,
      boolean rolled,
      int steadyPods,
      List<String> steadyChanges,
      Map<FaultKind, Integer> faults,
      Map<FaultKind, List<Duration>> recoveries,
      Map<FaultKind, Integer> overtaken,
      List<String> notRecovered,
      Map<String, Integer> calls,
      int looks,
      int missedLooks,
      List<String> overspent,
      List<String> unaccounted,
      List<String> grantedBeyond,
      int watchedOvercommitted,
      Money worstCall,
      List<Account> accounts) {}

  private final long seed;
  private final List<Fault> plan;
  private final boolean awaitMidnight;
  private final Traffic traffic = new Traffic();
  private final Budgets budgets = new Budgets();
  private final Recoveries recoveries = new Recoveries();
  private final Judge judge = new Judge(budgets);

  /**
   * @param faults number of faults
   * @param awaitMidnight whether to go on until a day has ended, if it ends soon
   */
  public ChaosRun(long seed, int faults, boolean awaitMidnight) {
    this.seed = seed;
    plan = Plan.of(seed, faults);
    this.awaitMidnight = awaitMidnight;
  }

  /**
   * Carries out the run. It fails only if the run itself was not possible; others judge the result.
   */
  public Result run() {
    prepare();
    traffic.start();
    awaitDeployed();
    var began = Instant.now();
    var midnight = App.of(App.ROLLING).midnightAfter(began);
    var steady = new Steady();
    FaultInjector injector;
    List<String> changes;
    try (var pods = new TargetPods();
        var looking = Executors.newSingleThreadScheduledExecutor()) {
      var _ = looking.scheduleWithFixedDelay(judge::sample, 1, SAMPLE_SECONDS, TimeUnit.SECONDS);
      injector = new FaultInjector(pods, traffic, budgets, recoveries);
      for (var fault : plan) {
        injector.inject(fault);
        rest(fault.rest());
      }
      if (awaitMidnight && midnight.isBefore(began.plus(MAX_WAIT_FOR_MIDNIGHT))) {
        rest(Duration.between(Instant.now(), midnight.plusSeconds(10)));
      }
      recoveries.settle();
      recoveries.close();
      awaitDeployed();
      changes = steady.changes();
      spendTheRest();
      looking.shutdownNow();
      App.ALL.forEach(app -> pods.of(app.name()).forEach(traffic::count));
      pods.of(App.OUTSIDERS).forEach(traffic::count);
    }
    traffic.stop();
    awaitReported();
    judge.sample();
    return new Result(
        seed,
        began,
        Duration.between(began, Instant.now()),
        Instant.now().isAfter(midnight),
        steady.size(),
        changes,
        injector.injected(),
        recoveries.times(),
        recoveries.overtaken(),
        recoveries.failures(),
        traffic.statuses(),
        judge.samples(),
        judge.missed(),
        List.copyOf(judge.overspent()),
        List.copyOf(judge.unaccounted()),
        budgets.violations(),
        budgets.watched(),
        worstCall(),
        accounts());
  }

  private static void prepare() {
    Apps.namespace(App.NAMESPACE);
    SimulatedAws.role("bedrock-chaos", App.NAMESPACE);
    // Calls take time, so that some are under way whenever something is killed.
    SimulatedAws.post(
        "faults", "{\"kind\":\"delay\",\"operation\":\"Converse\",\"delayMillis\":150}");
    for (var app : App.ALL) {
      Cluster.apply(app.manifest());
    }
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoint",
            "--all",
            "-n",
            App.NAMESPACE,
            "--timeout=120s")
        .succeeded();
  }

  private static void awaitDeployed() {
    await("all Deployments are ready")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                Recoveries.holds(() -> isDeployed(App.NAMESPACE) && isDeployed(TargetPods.SYSTEM)));
  }

  private static boolean isDeployed(String namespace) {
    return Cluster.client().apps().deployments().inNamespace(namespace).list().getItems().stream()
        .allMatch(
            each ->
                Objects.equals(each.getSpec().getReplicas(), each.getStatus().getReadyReplicas())
                    && Objects.equals(
                        each.getMetadata().getGeneration(),
                        each.getStatus().getObservedGeneration()));
  }

  /** Raises the edited budgets once more, and lets the calls go on until none is served. */
  private void spendTheRest() {
    for (var app : App.ALL) {
      if (app.edited()) {
        budgets.edit(app, FaultKind.BUDGET_RAISED, 0);
      }
    }
    var last = new LinkedHashMap<App, Map<String, Money>>();
    var same = new int[1];
    await("nobody is served any more")
        .atMost(MAX_SPENDING)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              var now = new LinkedHashMap<App, Map<String, Money>>();
              App.ALL.stream().filter(App::edited).forEach(app -> now.put(app, Judge.bill(app)));
              same[0] = now.equals(last) ? same[0] + 1 : 0;
              last.clear();
              last.putAll(now);
              return same[0] >= CALM_LOOKS;
            });
  }

  /** Waits until the sidecars whose calls have all ended have reported them. */
  private static void awaitReported() {
    var _ =
        Recoveries.holds(
            () -> {
              await()
                  .atMost(Duration.ofMinutes(1))
                  .until(
                      () ->
                          Recoveries.holds(
                              () ->
                                  App.ALL.stream()
                                      .filter(app -> !app.hurt())
                                      .allMatch(ChaosRun::isEven)));
              return true;
            });
  }

  private static boolean isEven(App app) {
    var bill = Judge.bill(app);
    return LedgerDay.of(app).stream()
        .allMatch(
            day ->
                day.leased().isZero()
                    && day.spent().equals(bill.getOrDefault(day.window(), Money.ZERO)));
  }

  private List<Account> accounts() {
    var accounts = new ArrayList<Account>();
    for (var app : App.ALL) {
      if (app.pods() > 0) {
        accounts.add(
            new Account(
                app,
                Objects.requireNonNullElse(LedgerDay.view(app).limit(), app.first()),
                budgets.largest(app),
                Judge.bill(app),
                LedgerDay.of(app)));
      }
    }
    return accounts;
  }

  /**
   * An upper bound of the cost of a call of these pods, by the limits that the operator published.
   */
  private static Money worstCall() {
    return Objects.requireNonNull(LedgerDay.status(App.of(App.CALM)).limits())
        .pricing()
        .worstCase(new CallShape(1, 64, 64, 0, false, false, false, 16));
  }

  private static void rest(Duration time) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS)
        .join();
  }
}
