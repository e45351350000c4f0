package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.ENDPOINT;
import static ai.kernelpanic09.core.ledger.LedgerFixture.ask;
import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.rates;
import static ai.kernelpanic09.core.ledger.LedgerFixture.report;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static ai.kernelpanic09.core.ledger.LedgerFixture.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowGrant;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a holder says of itself is believed only within bounds, and stops nobody but itself. */
class HostileHolderTest {

  private static final long NOON = millis("2026-11-22T12:00:00Z");
  private static final long TODAY = LocalDate.parse("2026-11-22").toEpochDay();
  private static final BudgetTerms TERMS = terms("10", "200", "UTC");
  private static final long LIMIT = 10_000;

  private LedgerState state = LedgerState.EMPTY;

  private LedgerOutcome apply(BudgetTerms terms, Ask... asks) {
    var outcome = Ledger.apply(state, terms, List.of(asks), NOON);
    assertThat(DurableLedger.of(outcome.next(), terms, NOON).toState())
        .as("it can be read back")
        .isEqualTo(outcome.next());
    state = outcome.next();
    return outcome;
  }

  private LedgerAnswer answer(Ask ask) {
    return apply(TERMS, ask).answers().getFirst();
  }

  private static Money granted(LedgerAnswer answer) {
    return answer.windows().stream()
        .filter(each -> each.seq() == TODAY)
        .map(WindowGrant::granted)
        .findFirst()
        .orElse(Money.ZERO);
  }

  private Money spent() {
    return state.days().getFirst().spent();
  }

  @ParameterizedTest
  @CsvSource({
    // twice what was lent is believed, or a tenth of the budget more than it
    "5, 5, 1000000000, 10",
    "0.1, 0.3, 1000000000, 1.3",
    "0.1, 0.3, 1.3, 1.3",
    "0.1, 0.3, 0.7, 0.7",
    "0.1, 0.3, 0.3, 0.3",
  })
  void whatAHolderClaimsIsBookedAsFarAsItsCallsCanHaveCost(
      String worst, String lent, String claimed, String booked) {
    assertThat(granted(answer(ask("liar", 1, worst, 1)))).isEqualTo(dollars(lent));

    apply(TERMS, ask("liar", 2, "0", 0, report(TODAY, "i1", claimed, "0")));

    assertThat(spent()).isEqualTo(dollars(booked));
    assertThat(state.days().getFirst().use().spent()).isEqualTo(dollars(booked));
    assertThat(state.costTotal()).isEqualTo(dollars(booked));
  }

  @Test
  void aClaimBeyondBeliefIsToldAndItsHolderIsLentNoMoreWhileOthersGoOn() {
    answer(ask("liar", 1, "0.1", 1));

    var outcome =
        apply(
            TERMS,
            ask("liar", 2, "0.1", 1, report(TODAY, "i1", "1000000000", "0")),
            ask("honest", 1, "0.5", 1));

    assertThat(outcome.overruns())
        .containsExactly(
            new Overrun(
                "2026-11-22",
                "liar",
                "Deployment/app",
                dollars("0.3"),
                dollars("1000000000"),
                dollars("1.3")));
    assertThat(outcome.overruns().getFirst().isRefused()).isTrue();
    var refused = outcome.answers().getFirst();
    assertThat(granted(refused)).isEqualTo(dollars("0.3"));
    assertThat(refused.queued()).contains("more dollars as spent than it was lent");
    assertThat(refused.exhausted()).isNull();
    assertThat(granted(outcome.answers().getLast())).isGreaterThanOrEqualTo(dollars("0.5"));
  }

  @Test
  void aCallThatCostMoreThanItsWorstCaseIsBookedInFullAndTold() {
    answer(ask("pod", 1, "0.1", 1));

    var outcome = apply(TERMS, ask("pod", 2, "0.1", 1, report(TODAY, "i1", "0.7", "0")));

    assertThat(spent()).isEqualTo(dollars("0.7"));
    assertThat(outcome.overruns())
        .singleElement()
        .satisfies(each -> assertThat(each.isRefused()).isFalse());
    assertThat(granted(outcome.answers().getFirst()))
        .as("it goes on")
        .isGreaterThan(dollars("0.3"));
    assertThat(apply(TERMS, ask("pod", 3, "0.1", 0, report(TODAY, "i1", "0.7", "0"))).overruns())
        .as("told once")
        .isEmpty();
  }

  @Test
  void dollarsThatWereGivenBackAreNotBelievedToBeSpent() {
    for (var seq = 1; seq < 20; seq += 2) {
      var total = granted(answer(ask("liar", seq, "1", 1)));
      apply(TERMS, ask("liar", seq + 1, "0", 0, report(TODAY, "i1", "0", total.toString())));
    }
    assertThat(state.days().getFirst().leases().getFirst().granted()).isGreaterThan(dollars("5"));

    apply(TERMS, ask("liar", 20, "0", 0, report(TODAY, "i1", "100", "0")));

    assertThat(spent()).as("a tenth of the budget").isEqualTo(dollars("1"));
  }

  @Test
  void aThousandNamesOfOnePodHoldFewLeases() {
    for (var i = 0; i < 1_000; i++) {
      var sync = TestSync.of(ENDPOINT).waiting(1, dollars("0.001")).build();
      var answer = answer(new Ask("liar", "Deployment/app", "i" + i, 1, sync));
      if (i >= Ledger.MAX_LEASES_OF_HOLDER) {
        assertThat(answer.queued()).contains("under 4 names already");
        assertThat(granted(answer)).isEqualTo(Money.ZERO);
      }
    }

    assertThat(state.days().getFirst().leases()).hasSize(Ledger.MAX_LEASES_OF_HOLDER);
    assertThat(granted(answer(ask("honest", 1, "0.5", 1)))).isGreaterThanOrEqualTo(dollars("0.5"));
  }

  @Test
  void aPodThatLostItsJournalOftenGoesOnWhileItsLeasesAreSettled() {
    for (var i = 0; i < 20; i++) {
      var name = "i" + i;
      var open = TestSync.of(ENDPOINT).waiting(1, dollars("0.5")).build();
      var total = granted(answer(new Ask("pod", "Deployment/app", name, 1, open)));
      assertThat(total).as(name).isGreaterThanOrEqualTo(dollars("0.5"));
      var settled = report(TODAY, name, "0.1", total.minus(dollars("0.1")).toString());
      var closed = TestSync.of(ENDPOINT).reports(settled).build();
      answer(new Ask("pod", "Deployment/app", name, 2, closed));
    }

    assertThat(state.days().getFirst().leases()).hasSize(Ledger.MAX_LEASES_OF_HOLDER);
    assertThat(spent()).as("of all twenty").isEqualTo(dollars("2"));
  }

  @Test
  void countersSaturateAndTheNextReportsAreBooked() {
    var huge = 1_000_000_000_000_000L;
    for (var i = 0; i < 3; i++) {
      var holder = "liar" + i;
      answer(ask(holder, 1, "0.01", 1));
      var usage = new UsageTotals(huge, huge, huge, huge, huge);
      var lie =
          new WindowReport(TODAY, "i1", dollars("0.01"), Money.ZERO, Money.ZERO, Money.ZERO, usage);
      apply(TERMS, ask(holder, 2, "0", 0, lie));
    }
    assertThat(state.usage().invocations()).as("a pod's share of it").isLessThan(huge / 1_000);

    state = withUsage(state, new UsageTotals(huge, huge, huge, huge, huge));
    answer(ask("honest", 1, "0.01", 1));
    var one =
        new WindowReport(
            TODAY,
            "i1",
            dollars("0.01"),
            Money.ZERO,
            Money.ZERO,
            Money.ZERO,
            new UsageTotals(1, 1, 1, 1, 1));
    apply(TERMS, ask("honest", 2, "0", 0, one));

    assertThat(state.usage().invocations()).isEqualTo(huge);
    assertThat(spent()).isEqualTo(dollars("0.04"));
  }

  private static LedgerState withUsage(LedgerState state, UsageTotals usage) {
    return new LedgerState(
        state.epoch(),
        state.commitId(),
        state.days(),
        state.months(),
        state.requests(),
        state.tokens(),
        state.shares(),
        state.standing(),
        usage,
        state.costTotal(),
        state.spenders().stream()
            .map(each -> each.with(each.spent(), usage.invocations()))
            .toList(),
        state.pods().stream().map(each -> each.with(each.spent(), usage.invocations())).toList(),
        state.resets(),
        state.settlements());
  }

  @Test
  void aStatusWithCallsThatNobodyCanHaveMadeStopsNothing() {
    var pods = new ArrayList<String>();
    for (var i = 0; i < TopSpenders.MAX_NAMED; i++) {
      pods.add("2026-11-22 9.00 9223372036854775807 named-" + i + " Deployment/app");
    }
    pods.add("2026-11-22 1.00 -9223372036854775808 other -");
    var fresh = DurableLedger.of(apply(TERMS, ask("pod", 1, "0.5", 1)).next(), TERMS, NOON);
    state = new DurableLedger(fresh.budget(), fresh.usage(), fresh.spenders(), pods).toState();

    apply(TERMS, ask("pod", 2, "0", 0, report(TODAY, "i1", "0.5", "0")));

    assertThat(spent()).isEqualTo(dollars("0.5"));
  }

  @Test
  void aShareThatWasNeverGrantedIsNotHeld() {
    var lie = wanting("liar", 1, new RateAsk(0, 0, 0, LIMIT, 1_000_000_000_000L, List.of()), NONE);
    apply(rates(LIMIT, null), lie);

    var honest = wanting("honest", 1, new RateAsk(0, 0, 0, 360, 0, List.of()), NONE);
    // The liar's own share, which is its demand, is freed when its next request tells that it has
    // heard of a smaller one.
    apply(rates(LIMIT, null), honest);
    apply(rates(LIMIT, null), wanting("liar", 2, new RateAsk(0, 0, 0, LIMIT, 0, List.of()), NONE));
    var answer =
        apply(rates(LIMIT, null), wanting("honest", 2, honest.sync().requests(), NONE))
            .answers()
            .getFirst();

    assertThat(answer.requests())
        .extracting(RateGrant::share)
        .isEqualTo(new RateGrant.Share(360, 10, ShareGrants.TTL_MILLIS));
  }

  @Test
  void aThousandNamesOfOnePodHaveTwoShares() {
    for (var i = 0; i < 1_000; i++) {
      var sync = TestSync.of(ENDPOINT).rates(new RateAsk(0, 0, 0, 36, 36, List.of()), NONE).build();
      apply(rates(LIMIT, null), new Ask("liar", "Deployment/app", "i" + i, 1, sync));
    }

    assertThat(state.shares().holders()).hasSize(2);
  }

  @Test
  void howMuchOthersWishDoesNotLengthenAHoldersWait() {
    var asks = new ArrayList<Ask>();
    asks.add(wanting("honest", 1, new RateAsk(5, 1, 0, 0, 0, List.of()), NONE));
    for (var i = 0; i < 200; i++) {
      var wish = new RateAsk(1_000_000_000_000L, 1, 0, 0, 0, List.of());
      asks.add(wanting("liar" + i, 1, wish, NONE));
    }

    var answers = apply(rates(LIMIT, null), asks.toArray(Ask[]::new)).answers();

    // 201 holders get five requests each, at 9,000 a minute.
    assertThat(answers.getFirst().requests())
        .extracting(RateGrant::retryAfterMillis)
        .isEqualTo(201L * 5 * 60_000 / 9_000);
    assertThat(answers.getLast().requests())
        .satisfies(each -> assertThat(each == null ? 0 : each.retryAfterMillis()).isPositive());
  }

  @Test
  void moreReturnedSlotsThanAMinuteHasAreRefused() {
    var returned =
        LongStream.range(0, 401).mapToObj(slot -> new RateAsk.SlotReturn(slot, 1)).toList();

    assertThatThrownBy(() -> new RateAsk(0, returned))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of returned slots: 401");
  }

  private static final RateAsk NONE = RateAsk.NONE;
}
