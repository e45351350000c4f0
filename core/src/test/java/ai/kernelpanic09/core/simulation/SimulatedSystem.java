package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.ledger.Lease;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.TestAnswer;
import ai.kernelpanic09.core.simulation.Scenario.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The whole simulated system on one thread, so that a seed always gives the same run. */
final class SimulatedSystem {

  static final EndpointName ENDPOINT = new EndpointName("ns", "endpoint");

  final Bug bug;
  final Random random;
  final Scenario scenario;
  final Store store;
  final Provider provider;
  final Mistakes mistakes = new Mistakes(this);
  private final boolean traced;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  final List<SimulatedPod> holders = new ArrayList<>();
  private final Set<String> lost = new HashSet<>();
  long nowMillis;
  BudgetTerms terms;
  private Leader leader;
  private @Nullable Leader deposed;
  private boolean calm;
  private boolean dirty = true;
  private long names;
  private long order;
  int callsUnderWay;
  boolean anythingLost;

  private record Event(long atMillis, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      var byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  SimulatedSystem(long seed, Bug bug, boolean traced) {
    this(new Random(seed), Scenario::of, bug, traced);
  }

  SimulatedSystem(Random random, Function<Random, Scenario> scenarios, Bug bug, boolean traced) {
    this.bug = bug;
    this.traced = traced;
    this.random = random;
    scenario = scenarios.apply(random);
    terms = scenario.terms();
    nowMillis = scenario.start().toEpochMilli();
    store = new Store(bug);
    provider = new Provider(this);
    store.create(LedgerState.EMPTY, terms, nowMillis);
    leader = new Leader(this);
    leader.takeOver();
    for (var i = 0; i < scenario.pods(); i++) {
      holders.add(new SimulatedPod(this, fresh("pod")));
    }
    trace(scenario);
  }

  String fresh(String kind) {
    names++;
    return kind + names;
  }

  void in(long millis, Runnable action) {
    order++;
    events.add(new Event(nowMillis + millis, order, action));
  }

  boolean happens(Fault fault, int oneIn) {
    return !calm && scenario.has(fault) && random.nextInt(oneIn) == 0;
  }

  boolean isLost(String uid) {
    return lost.contains(uid);
  }

  /**
   * Whether the limits of rates hold exactly. Two faults break them, but no limit of dollars: an
   * endpoint that is deleted and created again starts a new minute, and a leader's clock may jump.
   */
  boolean areRatesExact() {
    return !scenario.has(Fault.RECREATE) && !scenario.has(Fault.CLOCK_JUMP);
  }

  void trace(Object... words) {
    if (traced) {
      var line = new StringBuilder(Instant.ofEpochMilli(nowMillis).toString());
      for (var word : words) {
        line.append(' ').append(word);
      }
      System.out.println(line);
    }
  }

  // --- the course of things

  /** Begins to call. */
  void start() {
    callLater();
  }

  /** Begins no further calls. */
  void stopCalling() {
    calm = true;
  }

  void run(int count) {
    start();
    for (var i = 0; i < count; i++) {
      next();
      if (random.nextInt(scenario.chaosOneIn()) == 0) {
        chaos();
      }
    }
  }

  private void next() {
    var event = events.poll();
    if (event == null) {
      throw new Violation("nothing is going to happen any more");
    }
    nowMillis = Math.max(nowMillis, event.atMillis);
    event.action.run();
    if (dirty) {
      dirty = false;
      check();
    }
  }

  /** Runs until {@code condition} holds, and fails if it does not within {@code atMostMillis}. */
  void await(String what, long atMostMillis, BooleanSupplier condition) {
    var until = nowMillis + atMostMillis;
    while (!condition.getAsBoolean()) {
      if (nowMillis > until) {
        throw new Violation("not within " + atMostMillis + " ms: " + what);
      }
      next();
    }
  }

  void pass(long millis) {
    var until = nowMillis + millis;
    in(millis, () -> {});
    while (nowMillis < until) {
      next();
    }
  }

  private void callLater() {
    in(
        random.nextLong(2 * scenario.callEveryMillis()),
        () -> {
          if (!calm) {
            var count = random.nextInt(20) == 0 ? 10 : 1;
            for (var i = 0; i < count; i++) {
              call(caller());
            }
            callLater();
          }
        });
  }

  /** The pod of the next call; where demand shifts, most calls go to the same pod for a while. */
  private SimulatedPod caller() {
    var shift = scenario.demandShiftMillis();
    return shift > 0 && random.nextInt(5) > 0
        ? holders.get((int) (nowMillis / shift % holders.size()))
        : holders.get(random.nextInt(holders.size()));
  }

  void call(SimulatedPod holder) {
    var worst =
        scenario.identicalCalls()
            ? scenario.worst()
            : Money.ofNanoDollars(1 + random.nextLong(scenario.worst().nanoDollars()));
    var end =
        happens(Fault.UNCLEAR_FAILURE, 10)
            ? AppCall.End.UNCLEAR
            : happens(Fault.CLEAR_FAILURE, 10)
                ? AppCall.End.REFUSED_BY_PROVIDER
                : AppCall.End.ANSWERED;
    var unbilled = end == AppCall.End.REFUSED_BY_PROVIDER;
    var tokens = 500L + random.nextInt(1_500);
    var cost =
        unbilled
            ? Money.ZERO
            : Money.ofNanoDollars(
                random.nextInt(5) == 0
                    ? worst.nanoDollars()
                    : random.nextLong(worst.nanoDollars() + 1));
    holder.submit(
        new AppCall(
            this,
            holder,
            new Demand(worst, tokens),
            cost,
            unbilled ? 0 : random.nextLong(tokens + 1),
            end),
        500L + random.nextInt(6_000));
  }

  long callDurationMillis() {
    return switch (calm ? 0 : random.nextInt(40)) {
      case 1 -> random.nextInt(600_000);
      case 2, 3 -> random.nextInt(90_000);
      default -> 20 + random.nextInt(1_500);
    };
  }

  void started() {
    dirty = true;
  }

  // --- network

  void send(Message message) {
    if (message.sender().isCut() || happens(Fault.DROP, 5)) {
      return;
    }
    var copies = happens(Fault.DUPLICATE, 4) ? 2 : 1;
    for (var i = 0; i < copies; i++) {
      var old = deposed;
      var to = old != null && random.nextInt(4) == 0 ? old : null;
      in(delayMillis(), () -> (to == null ? leader : to).receive(message));
    }
  }

  void reply(Message to, LedgerAnswer answer) {
    if (happens(Fault.DROP, 5)) {
      return;
    }
    var limits = limits();
    var reply =
        TestAnswer.of(ENDPOINT, answer)
            .limits(limits.revision().equals(to.ask().sync().knownLimits()) ? null : limits)
            .leases(mistakes.asAnswered(answer.windows()))
            .rates(mistakes.asAnswered(answer.requests()), mistakes.asAnswered(answer.tokens()))
            .build();
    in(
        delayMillis(),
        () -> {
          if (!to.sender().isCut()) {
            to.sender().receive(to, reply, answer.scarce());
          }
        });
  }

  private long delayMillis() {
    return happens(Fault.DELAY, 4) ? random.nextInt(15_000) : 1 + random.nextInt(30);
  }

  private EndpointLimits limits() {
    return TestLimits.revision("r" + terms.hashCode())
        .requestsPerMinute(terms.requestsPerMinute())
        .tokensPerMinute(terms.tokensPerMinute())
        .budgetBlocks(terms.blocks())
        .build();
  }

  // --- faults

  private void chaos() {
    var choices = List.copyOf(scenario.faults());
    if (choices.isEmpty()) {
      return;
    }
    switch (choices.get(random.nextInt(choices.size()))) {
      case CRASH -> randomUpHolder(SimulatedPod::crash);
      case POD_LOSS -> randomUpHolder(this::loseAndReplace);
      case LEADER_CHANGE -> changeLeader();
      case RAISE_BUDGET -> changeBudget(110 + random.nextInt(100));
      case LOWER_BUDGET -> changeBudget(20 + random.nextInt(70));
      case CHANGE_ZONE ->
          terms =
              new BudgetTerms(
                  terms.daily(),
                  terms.monthly(),
                  Scenario.zone(random),
                  terms.blocks(),
                  terms.requestsPerMinute(),
                  terms.tokensPerMinute(),
                  terms.standingPercent());
      case RECREATE -> recreate();
      case SLEEP -> sleep();
      case FOLD -> leader.fold();
      case RESET -> leader.reset();
      case CLOCK_JUMP -> leader.jump();
      case TAKE_BUDGET_AWAY -> toggleBudget();
      case PARTITION -> randomUpHolder(this::cutOff);
      default -> {}
    }
  }

  private void randomUpHolder(Consumer<SimulatedPod> what) {
    var holder = holders.get(random.nextInt(holders.size()));
    if (holder.isUp()) {
      what.accept(holder);
    }
  }

  private void cutOff(SimulatedPod holder) {
    long[] spans = {2_000, 30_000, 120_000, 400_000};
    holder.cutUntilMillis = nowMillis + random.nextLong(spans[random.nextInt(spans.length)]);
    trace(holder.uid, "is cut off until", Instant.ofEpochMilli(holder.cutUntilMillis));
  }

  private void loseAndReplace(SimulatedPod holder) {
    holder.lose();
    lost.add(holder.uid);
    holders.remove(holder);
    holders.add(new SimulatedPod(this, fresh("pod")));
  }

  private void changeLeader() {
    deposed = leader;
    leader = new Leader(this);
    leader.takeOver();
  }

  private void changeBudget(int percent) {
    terms =
        new BudgetTerms(
            scaled(terms.daily(), percent),
            scaled(terms.monthly(), percent),
            terms.zone(),
            terms.blocks(),
            terms.requestsPerMinute(),
            terms.tokensPerMinute(),
            terms.standingPercent());
  }

  /** Removes the daily budget, or restores it. */
  private void toggleBudget() {
    terms =
        new BudgetTerms(
            terms.daily() == null ? scenario.terms().daily() : null,
            terms.monthly(),
            terms.zone(),
            terms.blocks(),
            terms.requestsPerMinute(),
            terms.tokensPerMinute(),
            terms.standingPercent());
  }

  private static @Nullable Money scaled(@Nullable Money money, int percent) {
    return money == null ? null : Money.ofNanoDollars(money.nanoDollars() / 100 * percent);
  }

  private void recreate() {
    var last = store.current();
    if (last == null) {
      return;
    }
    anythingLost = true;
    var floor = bug == Bug.NO_FLOOR ? Floor.NONE : Ledger.floor(last, nowMillis);
    store.delete();
    trace("endpoint deleted with", floor);
    in(
        random.nextInt(30_000),
        () -> {
          store.create(
              Ledger.applyFloor(LedgerState.EMPTY, floor, terms, nowMillis)
                  .committed(leader.epoch(), fresh("c")),
              terms,
              nowMillis);
          leader.reload();
          dirty = true;
          trace("endpoint made anew");
        });
  }

  private void sleep() {
    long[] spans = {5_000, 60_000, 3_600_000, 86_400_000, 20L * 86_400_000};
    nowMillis += random.nextLong(spans[random.nextInt(spans.length)]);
    trace("everything slept");
  }

  /** Ends all faults, and waits until every pod is up. */
  void heal() {
    calm = true;
    await("the endpoint exists", 60_000, () -> store.current() != null);
    deposed = null;
    changeLeader();
    deposed = null;
    holders.forEach(holder -> holder.cutUntilMillis = 0);
    await("all pods are up", 60_000, () -> holders.stream().allMatch(SimulatedPod::isUp));
  }

  // --- invariants

  void checkCommit(LedgerState before, LedgerState next, BudgetTerms by) {
    dirty = true;
    provider.limits(next, by);
    var newest = 0L;
    for (var window : next.days()) {
      if (window.seq() <= newest) {
        throw new Violation("windows are out of order");
      }
      newest = window.seq();
      var old = find(before, window.seq());
      var grantedBefore = old == null ? Money.ZERO : Totals.granted(old);
      if (old != null && bug == Bug.NONE) {
        var booked = window.spent().minus(old.spent());
        var reported = Totals.reported(window).minus(Totals.reported(old));
        if (window.leases().size() >= old.leases().size() && !booked.equals(reported)) {
          throw new Violation("booked " + booked + ", but " + reported + " was reported");
        }
      }
      if (by.blocks() && Totals.granted(window).compareTo(grantedBefore) > 0) {
        requireWithin(
            "day " + window.id(), Totals.used(window).minus(window.forgiven()), by.daily());
        requireWithin(
            "month " + window.month(),
            Totals.usedOfMonth(next, window.month())
                .minus(Totals.forgivenOfMonth(next, window.month())),
            by.monthly());
      }
    }
    for (var window : before.days()) {
      if (find(next, window.seq()) == null && !window.leases().isEmpty()) {
        trace("window", window.id(), "written off");
      }
    }
  }

  private static void requireWithin(String what, Money used, @Nullable Money limit) {
    if (limit != null && used.compareTo(limit) > 0) {
      throw new Violation(what + ": granted up to " + used + ", more than " + limit);
    }
  }

  static @Nullable Day find(LedgerState state, long seq) {
    for (var window : state.days()) {
      if (window.seq() == seq) {
        return window;
      }
    }
    return null;
  }

  private void check() {
    provider.check();
    var state = store.current();
    if (state == null) {
      return;
    }
    for (var window : state.days()) {
      var bill = provider.of(window.seq());
      if (bill.compareTo(Totals.used(window)) > 0) {
        throw new Violation(
            "day " + window.id() + ": billed " + bill + ", ledger has " + Totals.used(window));
      }
    }
    for (var month : state.months()) {
      var bill = provider.ofMonth(month.id());
      var used = Totals.usedOfMonth(state, month.id());
      if (bill.compareTo(used) > 0) {
        throw new Violation("month " + month.id() + ": billed " + bill + ", ledger has " + used);
      }
    }
  }

  LedgerState ledger() {
    var state = store.current();
    if (state == null) {
      throw new Violation("the endpoint does not exist");
    }
    return state;
  }

  @Nullable Day openWindow() {
    for (var window : ledger().days()) {
      if (window.startMillis() <= nowMillis && nowMillis < window.endMillis()) {
        return window;
      }
    }
    return null;
  }

  /** Dollars that are not spent, written off, or in abandoned leases; null if unlimited. */
  @Nullable Money left() {
    if (!terms.blocks()) {
      return null;
    }
    var window = openWindow();
    if (window == null) {
      // A leader whose clock was ahead has opened the first day too early; until it begins, nothing
      // is lent.
      return Money.ZERO;
    }
    var state = ledger();
    Money least = null;
    if (terms.daily() != null) {
      least =
          terms
              .daily()
              .minus(window.spent())
              .minus(window.writtenOff())
              .plus(window.forgiven())
              .minus(Totals.out(window, this::isAbandoned));
    }
    if (terms.monthly() != null) {
      var monthly =
          terms
              .monthly()
              .plus(Totals.forgivenOfMonth(state, window.month()))
              .minus(Totals.usedOfMonth(state, window.month()));
      for (var each : state.days()) {
        if (each.month().equals(window.month())) {
          monthly = monthly.plus(Totals.out(each, lease -> !isAbandoned(lease)));
        }
      }
      least = least == null ? monthly : least.min(monthly);
    }
    return least;
  }

  private boolean isAbandoned(Lease lease) {
    return holders.stream().noneMatch(holder -> holder.owns(lease));
  }
}
