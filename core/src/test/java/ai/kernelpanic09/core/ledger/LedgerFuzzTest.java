package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.ENDPOINT;
import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two honest holders beside one that says anything, in ledgers whose status text is damaged at each
 * takeover. Run one seed again with {@code -Dfuzz.seed=N -Dfuzz.runs=1}.
 */
class LedgerFuzzTest {

  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int RUNS = Integer.getInteger("fuzz.runs", 100);
  private static final int STEPS = 50;
  private static final long NOON = millis("2026-11-22T12:00:00Z");
  private static final long TODAY = LocalDate.parse("2026-11-22").toEpochDay();

  private static final List<BudgetTerms> TERMS =
      List.of(
          terms("10", "200", true, 60L, 50_000L),
          terms("10", null, true, 9_000L, null),
          terms(null, "5", true, null, 1_000_000_000L),
          terms("1", "1", false, 601L, 600L),
          terms(null, null, true, 1_000_000L, null));

  private static final List<String> ODD =
      List.of("a b", "", "\u0000", "ü", "💥", "#share x", "x".repeat(5_000), "other", "-", "a\nb");

  private static BudgetTerms terms(
      @Nullable String daily,
      @Nullable String monthly,
      boolean blocks,
      @Nullable Long requests,
      @Nullable Long tokens) {
    return new BudgetTerms(
        daily == null ? null : dollars(daily),
        monthly == null ? null : dollars(monthly),
        ZoneOffset.UTC,
        blocks,
        requests,
        tokens);
  }

  @Test
  void nothingThatOneHolderSaysStopsALedgerNorTouchesAnothersMoney() {
    for (var run = 0; run < RUNS; run++) {
      var seed = SEED + run;
      try {
        new Scene(seed).play();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dfuzz.seed=" + seed + " -Dfuzz.runs=1", e);
      }
    }
  }

  /** A holder that reports what it has spent, and spends no more than it was lent. */
  private static final class Honest {
    final String name;
    long seq;
    Money granted = Money.ZERO;
    Money spent = Money.ZERO;

    Honest(String name) {
      this.name = name;
    }

    Ask ask(Random random) {
      seq++;
      var left = granted.minus(spent);
      if (left.isPositive()) {
        spent = spent.plus(Money.ofNanoDollars((long) (left.nanoDollars() * random.nextDouble())));
      }
      var sync = TestSync.of(ENDPOINT).waiting(1, dollars("0.001"));
      if (granted.isPositive()) {
        sync.reports(
            new WindowReport(
                TODAY, "i1", spent, Money.ZERO, Money.ZERO, Money.ZERO, UsageTotals.ZERO));
      }
      return new Ask(name, name + "-pod", "Deployment/honest", "i1", seq, sync.build());
    }

    void hear(LedgerAnswer answer) {
      var mine =
          answer.windows().stream()
              .filter(each -> each.seq() == TODAY && each.incarnation().equals("i1"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(name + " is not answered: " + answer));
      assertThat(mine.known()).as(name).isTrue();
      assertThat(mine.reported()).as("%s is booked", name).isEqualTo(spent);
      assertThat(answer.queued()).as("%s does not wait for the liar", name).isNull();
      granted = mine.granted();
    }
  }

  private static final class Scene {
    private final Random random;
    private final BudgetTerms terms;
    private final Honest one = new Honest("honest-one");
    private final Honest other = new Honest("honest-other");
    private LedgerState state = LedgerState.EMPTY;
    private long now = NOON;
    private Money lent = Money.ZERO;
    private long opened;

    Scene(long seed) {
      random = new Random(seed);
      terms = TERMS.get(random.nextInt(TERMS.size()));
    }

    void play() {
      for (var step = 0; step < STEPS; step++) {
        now += random.nextInt(30_000);
        if (random.nextInt(8) == 0) {
          takeOver(step);
        }
        var asks = new ArrayList<Ask>();
        for (var lies = random.nextInt(4); lies > 0; lies--) {
          asks.add(lie());
        }
        asks.add(random.nextInt(asks.size() + 1), one.ask(random));
        asks.add(random.nextInt(asks.size() + 1), other.ask(random));
        var outcome = Ledger.apply(state, terms, asks, now);
        one.hear(outcome.answers().get(indexOf(asks, one)));
        other.hear(outcome.answers().get(indexOf(asks, other)));
        noteLent(outcome.next());
        state = outcome.next().committed(step, "c" + step);
        assertThat(DurableLedger.of(state, terms, now).toState()).isEqualTo(state);
        assertThat(state.days().getFirst().spent())
            .as("what the liars are believed")
            .isGreaterThanOrEqualTo(one.spent.plus(other.spent))
            .isLessThanOrEqualTo(one.spent.plus(other.spent).plus(believable()));
      }
    }

    private static int indexOf(List<Ask> asks, Honest holder) {
      for (var i = 0; i < asks.size(); i++) {
        if (asks.get(i).holder().equals(holder.name)) {
          return i;
        }
      }
      throw new AssertionError(holder.name);
    }

    /** Adds up what the next state lends to liars beyond this one. */
    private void noteLent(LedgerState next) {
      var before = new HashMap<String, Money>();
      leasesOfLiars(state).forEach(each -> before.put(key(each), each.granted()));
      for (var each : leasesOfLiars(next)) {
        var had = before.get(key(each));
        opened += had == null ? 1 : 0;
        lent =
            lent.plus(each.granted().minus(had == null ? Money.ZERO : had).max(Money.ZERO))
                .min(LedgerLines.MAX_AMOUNT);
      }
    }

    private static List<Lease> leasesOfLiars(LedgerState state) {
      return state.days().isEmpty()
          ? List.of()
          : state.days().getFirst().leases().stream()
              .filter(each -> each.holder().startsWith("liar"))
              .toList();
    }

    private static String key(Lease lease) {
      return lease.holder() + " " + lease.incarnation();
    }

    /** Twice what was ever lent to liars, and a large call for each of their leases. */
    private Money believable() {
      return lent.times(2).plus(Settlement.LARGE_CALL.times(opened));
    }

    private Ask lie() {
      // One ask of each holder is applied at a time, so each of a batch's lies is another pod's.
      return new Ask(
          "liar-" + random.nextInt(1_000_000) % 5 + "-" + random.nextInt(3),
          ODD.get(random.nextInt(ODD.size())),
          ODD.get(random.nextInt(ODD.size())),
          "i" + random.nextInt(40),
          random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(60),
          sync());
    }

    private EndpointSync sync() {
      return new EndpointSync(
          ENDPOINT,
          null,
          null,
          reports(),
          amount(EndpointSync.MAX_PER_SECOND),
          amount(EndpointSync.MAX_PER_CALL),
          random.nextInt(3) == 0 ? 10_000 : random.nextInt(3),
          rate(),
          rate());
    }

    private List<WindowReport> reports() {
      var reports = new ArrayList<WindowReport>();
      for (var i = random.nextInt(5); i > 0; i--) {
        var most = Money.ofNanoDollars(1_000_000_000_000_000_000L);
        reports.add(
            new WindowReport(
                TODAY + random.nextInt(4) - 1,
                "i" + random.nextInt(40),
                amount(most),
                amount(most),
                amount(most),
                amount(most),
                new UsageTotals(count(), count(), count(), count(), count())));
      }
      return reports;
    }

    private RateAsk rate() {
      return new RateAsk(
          quantity(),
          quantity(),
          quantity(),
          quantity(),
          quantity(),
          List.of(new RateAsk.SlotReturn(now / 1_000 + random.nextInt(3) - 1, quantity())));
    }

    private Money amount(Money most) {
      return switch (random.nextInt(4)) {
        case 0 -> Money.ZERO;
        case 1 -> most;
        case 2 -> Money.ofNanoDollars(1);
        default ->
            Money.ofNanoDollars((long) (most.nanoDollars() * Math.pow(random.nextDouble(), 20)));
      };
    }

    private long quantity() {
      return random.nextInt(3) == 0 ? 1_000_000_000_000L : random.nextInt(1_000);
    }

    private long count() {
      return random.nextBoolean() ? 1_000_000_000_000_000L : -random.nextInt(1_000);
    }

    private static Money used(LedgerState state) {
      return state.days().isEmpty() ? Money.ZERO : state.days().getFirst().used();
    }

    /** Another operator reads the status, in which the liar's lines and all names are damaged. */
    private void takeOver(int step) {
      if (state.days().isEmpty()) {
        return;
      }
      var before = used(state);
      var read = damaged(DurableLedger.of(state, terms, now)).read();
      noteLent(read.state());
      state = read.state().committed(step, "t" + step);
      assertThat(used(state)).as("no dollar is lost").isGreaterThanOrEqualTo(before);
      assertThat(read.kept()).allMatch(each -> each.startsWith("status.budget.windows["));
    }

    private DurableLedger damaged(DurableLedger ledger) {
      var budget = ledger.budget();
      UnaryOperator<List<String>> any = lines -> lines.stream().map(this::maybe).toList();
      return new DurableLedger(
          new BudgetStatus(
              budget.epoch(),
              budget.commitId(),
              budget.daily(),
              budget.monthly(),
              budget.holders(),
              budget.windows().stream().map(this::damaged).toList(),
              budget.months(),
              budget.resets(),
              budget.settlements(),
              any.apply(budget.requests()),
              any.apply(budget.tokens())),
          ledger.usage(),
          ledger.spenders().stream()
              .map(
                  each ->
                      random.nextInt(9) == 0 ? each.with(each.spent(), random.nextLong()) : each)
              .toList(),
          any.apply(ledger.pods()));
    }

    private BudgetStatus.WindowStatus damaged(BudgetStatus.WindowStatus day) {
      return new BudgetStatus.WindowStatus(
          day.seq(),
          day.id(),
          day.month(),
          day.zone(),
          day.start(),
          day.end(),
          day.spent(),
          day.estimated(),
          day.resolved(),
          day.billed(),
          day.writtenOff(),
          day.forgiven(),
          day.leased(),
          day.holders().stream()
              .map(line -> line.startsWith("liar") ? maybe(line) : line)
              .toList());
    }

    private String maybe(String line) {
      return random.nextInt(6) == 0 ? DamagedText.of(line, random) : line;
    }
  }
}
