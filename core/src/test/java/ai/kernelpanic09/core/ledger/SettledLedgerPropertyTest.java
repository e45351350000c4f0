package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.ENDPOINT;
import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Days of calls with known and unknown costs, of holders that are lost, of resets and settlements,
 * held against what was really billed.
 */
class SettledLedgerPropertyTest {

  private static final Money WORST = dollars("0.25");
  private static final BudgetTerms TERMS = terms("10", "25", "UTC");
  private static final List<String> HOLDERS = List.of("a", "b", "c");
  private static final int STEPS = 150;

  @Property(tries = 300)
  void whatWasBilledStaysCountedAndNothingIsGivenTwice(@ForAll long seed) {
    new Scene(new Random(seed)).play();
  }

  /** A call that was booked without a known cost. */
  private record Unknown(Money booked, Money billed) {
    Money beyond() {
      return billed.minus(booked).max(Money.ZERO);
    }
  }

  /** What a holder has done under its lease of one day. */
  private static final class Held {
    String incarnation = "i0";
    Money granted = Money.ZERO;
    Money returned = Money.ZERO;
    Money spent = Money.ZERO;
    Money estimated = Money.ZERO;

    Money left() {
      return granted.minus(returned).minus(spent);
    }
  }

  private static final class Scene {
    private final Random random;
    private final boolean losesPods;
    private LedgerState state = LedgerState.EMPTY;
    private long now = millis("2026-11-28T20:00:00Z");
    private long seq;
    private int names;
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private final Map<String, Money> billed = new HashMap<>();
    private final Map<String, List<Unknown>> unknown = new HashMap<>();
    private final Map<String, Integer> settled = new HashMap<>();

    Scene(Random random) {
      this.random = random;
      losesPods = random.nextBoolean();
    }

    void play() {
      for (var step = 0; step < STEPS; step++) {
        switch (random.nextInt(20)) {
          case 0 -> pass(random.nextInt(12) * 3_600_000L);
          case 1 -> lose(HOLDERS.get(random.nextInt(HOLDERS.size())));
          case 2 -> reset();
          case 3, 4, 5 -> settleOne();
          case 6 -> lieAboutADay();
          case 7, 8, 9, 10, 11 -> sync(HOLDERS.get(random.nextInt(HOLDERS.size())));
          default -> call(HOLDERS.get(random.nextInt(HOLDERS.size())));
        }
        check();
      }
      settleAllThatIsKnown();
    }

    // --- what happens

    private @Nullable Day open() {
      return state.days().stream().filter(each -> each.isOpen(now)).findFirst().orElse(null);
    }

    private Held held(String holder, long day) {
      return held.computeIfAbsent(
          holder + " " + day,
          key -> {
            var fresh = new Held();
            fresh.incarnation = "i" + lives.getOrDefault(holder, 0);
            return fresh;
          });
    }

    private void pass(long millis) {
      now += millis;
      var before = state;
      apply(List.of());
      for (var month : before.months()) {
        if (state.months().stream().anyMatch(each -> each.id().equals(month.id()))) {
          assertThat(state.monthUse(month.id()).used())
              .as("the use of %s, whatever days are closed", month.id())
              .isEqualTo(before.monthUse(month.id()).used());
        }
      }
    }

    /** The pod is gone with its lease; another one of that name begins anew. */
    private void lose(String holder) {
      if (!losesPods) {
        return;
      }
      held.keySet().removeIf(key -> key.startsWith(holder + " "));
      lives.merge(holder, 1, Integer::sum);
    }

    private void call(String holder) {
      var day = open();
      if (day == null) {
        return;
      }
      var lease = held(holder, day.seq());
      if (lease.left().compareTo(WORST) < 0) {
        return;
      }
      var cost = part(WORST);
      billed.merge(day.id(), cost, Money::plus);
      if (random.nextInt(3) > 0) {
        lease.spent = lease.spent.plus(cost);
        return;
      }
      // Its worst case is booked, or the input's part alone, which may be less than what it cost.
      var booked = random.nextInt(4) == 0 ? part(WORST) : WORST;
      lease.spent = lease.spent.plus(booked);
      lease.estimated = lease.estimated.plus(booked);
      unknown.computeIfAbsent(day.id(), key -> new ArrayList<>()).add(new Unknown(booked, cost));
    }

    private Money part(Money whole) {
      return Money.ofNanoDollars(random.nextLong(whole.nanoDollars() + 1));
    }

    private void sync(String holder) {
      seq++;
      var reports = new ArrayList<WindowReport>();
      for (var day : state.days()) {
        var lease = held.get(holder + " " + day.seq());
        if (lease != null && lease.granted.isPositive()) {
          if (random.nextInt(4) == 0) {
            lease.returned = lease.returned.plus(part(lease.left()));
          }
          reports.add(
              new WindowReport(
                  day.seq(),
                  lease.incarnation,
                  lease.spent,
                  lease.returned,
                  lease.estimated,
                  Money.ZERO,
                  UsageTotals.ZERO));
        }
      }
      var incarnation = "i" + lives.getOrDefault(holder, 0);
      var sync =
          TestSync.of(ENDPOINT)
              .reports(reports.toArray(WindowReport[]::new))
              .waiting(random.nextInt(3), WORST)
              .build();
      var answer =
          apply(List.of(new Ask(holder, "Deployment/app", incarnation, seq, sync)))
              .answers()
              .getFirst();
      for (var grant : answer.windows()) {
        if (grant.incarnation().equals(incarnation)) {
          var lease = held(holder, grant.seq());
          lease.granted = lease.granted.max(grant.granted());
        }
      }
    }

    private LedgerOutcome apply(List<Ask> asks) {
      var before = state;
      var outcome = Ledger.apply(state, TERMS, asks, now);
      state = outcome.next();
      for (var day : state.days()) {
        if (granted(day).compareTo(granted(before, day.seq())) > 0) {
          requireWithin("day", day.use(), Money.parse("10"));
          requireWithin("month", state.monthUse(day.month()), Money.parse("25"));
        }
      }
      return outcome;
    }

    private static void requireWithin(String what, BudgetUse use, Money limit) {
      assertThat(use.used().minus(use.forgiven()))
          .as("used of the %s after a grant", what)
          .isLessThanOrEqualTo(limit);
    }

    private static Money granted(Day day) {
      return day.leases().stream().map(Lease::granted).reduce(Money.ZERO, Money::plus);
    }

    private static Money granted(LedgerState before, long seq) {
      return before.days().stream()
          .filter(each -> each.seq() == seq)
          .map(Scene::granted)
          .findFirst()
          .orElse(Money.ZERO);
    }

    private String fresh() {
      names++;
      return "order-" + names;
    }

    private void reset() {
      var budgets = ResetOrder.Budget.values();
      var budget = budgets[random.nextInt(budgets.length)];
      state = Ledger.reset(state, new ResetOrder(fresh(), "alice", budget, "why"), now);
    }

    /** Settles the first so many calls of a day, as logs tell them that are not yet complete. */
    private void settleOne() {
      var days = List.copyOf(unknown.keySet());
      if (days.isEmpty()) {
        return;
      }
      var day = days.get(random.nextInt(days.size()));
      var calls = unknown.getOrDefault(day, List.of());
      settle(day, random.nextInt(calls.size() + 1));
    }

    private void settle(String id, int count) {
      var calls = unknown.getOrDefault(id, List.of()).subList(0, count);
      var order =
          new SettleOrder(
              fresh(),
              "alice",
              id,
              new Resolved(
                  calls.stream().map(Unknown::booked).reduce(Money.ZERO, Money::plus),
                  calls.stream().map(Unknown::billed).reduce(Money.ZERO, Money::plus)),
              "logs");
      var before = state;
      state = Ledger.settle(state, order, now);
      var once = state;
      assertThat(Ledger.settle(once, order, now)).as("the same order again").isEqualTo(once);
      var other = new SettleOrder(fresh(), "bob", id, order.resolved(), "logs");
      if (isDone(order)) {
        assertThat(Ledger.settle(once, other, now)).as("the same numbers again").isEqualTo(once);
        settled.put(id, count);
      } else {
        assertThat(state.days()).as("refused").isEqualTo(before.days());
        assertThat(state.months()).as("refused").isEqualTo(before.months());
      }
    }

    private boolean isDone(SettleOrder order) {
      return state.days().stream()
          .anyMatch(
              each -> each.id().equals(order.window()) && each.resolved().equals(order.resolved()));
    }

    /** An order for more than was booked as estimates is refused whole. */
    private void lieAboutADay() {
      if (state.days().isEmpty()) {
        return;
      }
      var day = state.days().get(random.nextInt(state.days().size()));
      var lie = day.estimated().plus(Money.ofNanoDollars(1 + random.nextInt(1_000_000_000)));
      var order =
          new SettleOrder(fresh(), "mallory", day.id(), new Resolved(lie, part(lie)), "lies");
      var before = state;
      state = Ledger.settle(state, order, now);
      assertThat(state.days()).isEqualTo(before.days());
      assertThat(state.settlements().getLast().refused()).isNotNull();
    }

    // --- what holds

    private void check() {
      assertThat(DurableLedger.of(state, TERMS, now).toState()).isEqualTo(state);
      for (var day : state.days()) {
        requireSound(day.id(), day.use());
        assertThat(day.use().used())
            .as("%s counts what was billed", day.id())
            .isGreaterThanOrEqualTo(known(day.id()));
        assertThat(day.resolved().estimates()).isLessThanOrEqualTo(day.estimated());
      }
      for (var month : state.months()) {
        requireSound(month.id(), state.monthUse(month.id()));
        var sum =
            billed.keySet().stream()
                .filter(day -> day.startsWith(month.id()))
                .map(this::known)
                .reduce(Money.ZERO, Money::plus);
        assertThat(state.monthUse(month.id()).used())
            .as("%s counts what was billed", month.id())
            .isGreaterThanOrEqualTo(sum);
      }
    }

    /** What a day was billed, without what estimates that are not settled have missed. */
    private Money known(String day) {
      var calls = unknown.getOrDefault(day, List.of());
      return calls.subList(settled.getOrDefault(day, 0), calls.size()).stream()
          .map(Unknown::beyond)
          .reduce(billed.getOrDefault(day, Money.ZERO), Money::minus);
    }

    private static void requireSound(String what, BudgetUse use) {
      assertThat(use.booked().isNegative()).as("booked of %s: %s", what, use).isFalse();
      assertThat(use.forgiven())
          .as("what is given back of %s is no more than was booked", what)
          .isLessThanOrEqualTo(use.booked());
    }

    /** When all has been told, and no pod was lost, each day is booked as it was billed. */
    private void settleAllThatIsKnown() {
      HOLDERS.forEach(this::sync);
      for (var day : state.days()) {
        settle(day.id(), unknown.getOrDefault(day.id(), List.of()).size());
      }
      check();
      for (var day : state.days()) {
        if (!losesPods) {
          assertThat(day.use().booked()).isEqualTo(billed.getOrDefault(day.id(), Money.ZERO));
        }
      }
    }
  }
}
