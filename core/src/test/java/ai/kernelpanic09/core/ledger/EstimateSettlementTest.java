package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.ENDPOINT;
import static ai.kernelpanic09.core.ledger.LedgerFixture.ask;
import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The true cost of calls counts in place of what was booked for them as estimates. */
class EstimateSettlementTest {

  private static final String DAY = "2026-11-22";
  private static final long NOON = millis("2026-11-22T12:00:00Z");
  private static final long TODAY = LocalDate.parse(DAY).toEpochDay();
  private static final BudgetTerms TERMS = terms("10", "20", "UTC");

  private LedgerState state = LedgerState.EMPTY;
  private int orders;

  private LedgerOutcome apply(long now, Ask... asks) {
    var outcome = Ledger.apply(state, TERMS, List.of(asks), now);
    state = outcome.next();
    assertThat(DurableLedger.of(state, TERMS, now).toState()).isEqualTo(state);
    return outcome;
  }

  /** One holder has spent all of the day's ten dollars, six of them by estimates. */
  private void spendAll() {
    apply(NOON, ask("pod", 1, "10", 1));
    apply(NOON + 1, reporting(2, "10", "6"));
  }

  private static Ask reporting(long seq, String spent, String estimated) {
    var report =
        new WindowReport(
            TODAY,
            "i1",
            dollars(spent),
            Money.ZERO,
            dollars(estimated),
            Money.ZERO,
            UsageTotals.ZERO);
    return new Ask(
        "pod",
        "Deployment/app",
        "i1",
        seq,
        TestSync.of(ENDPOINT).reports(report).waiting(1, dollars("1")).build());
  }

  private SettleOrder order(String day, String estimates, String billed) {
    orders++;
    return new SettleOrder(
        "s" + orders,
        "alice",
        day,
        new Resolved(dollars(estimates), dollars(billed)),
        "logs of the 22nd");
  }

  /** What became of an order: null when it was carried out. */
  private @Nullable String settle(String estimates, String billed) {
    state = Ledger.settle(state, order(DAY, estimates, billed), NOON + 2);
    return state.settlements().getLast().refused();
  }

  private void reset(ResetOrder.Budget budget) {
    orders++;
    state = Ledger.reset(state, new ResetOrder("r" + orders, "bob", budget, "why"), NOON + 2);
  }

  private BudgetView daily() {
    return Objects.requireNonNull(DurableLedger.of(state, TERMS, NOON + 3).budget().daily());
  }

  private BudgetView monthly() {
    return Objects.requireNonNull(DurableLedger.of(state, TERMS, NOON + 3).budget().monthly());
  }

  @Test
  void aSettledDayOpensAgainByWhatWasNeverBilled() {
    spendAll();
    assertThat(apply(NOON + 2, ask("other", 1, "1", 1)).answers().getFirst().exhausted())
        .isNotNull();

    assertThat(settle("6", "0.8")).isNull();

    assertThat(daily().spent()).as("what pods have told stays told").isEqualTo(dollars("10"));
    assertThat(daily().unbilled()).isEqualTo(dollars("5.20"));
    assertThat(daily().estimated()).as("no estimate is left").isNull();
    assertThat(daily().available()).isEqualTo(dollars("5.20"));
    assertThat(monthly().unbilled()).isEqualTo(dollars("5.20"));
    assertThat(monthly().available()).isEqualTo(dollars("15.20"));
    var answer = apply(NOON + 3, ask("other", 2, "1", 1)).answers().getFirst();
    assertThat(answer.exhausted()).isNull();
    assertThat(answer.windows().getFirst().granted().isPositive()).isTrue();
    assertThat(state.settlements())
        .containsExactly(
            new EstimateSettlement(
                "s1",
                "2026-11-22T12:00:00.002Z",
                "alice",
                DAY,
                dollars("6"),
                dollars("0.8"),
                "logs of the 22nd",
                null));
  }

  @Test
  void theNumbersAreTotalsSoTheSameAgainChangesNothing() {
    spendAll();
    settle("4", "0.5");
    var before = state;

    assertThat(Ledger.settle(state, order(DAY, "4", "0.5"), NOON + 9)).isSameAs(before);
    settle("6", "0.8");

    assertThat(state.days().getFirst().use().booked()).isEqualTo(dollars("4.80"));
    assertThat(Ledger.settle(state, new SettleOrder("s1", "x", DAY, Resolved.NONE, "x"), NOON + 9))
        .as("an old order that comes again")
        .isSameAs(state);
  }

  @Test
  void whatWasBilledBeyondTheEstimateIsSpent() {
    spendAll();

    assertThat(settle("6", "7.5")).isNull();

    assertThat(daily().spent()).isEqualTo(dollars("11.50"));
    assertThat(daily().unbilled()).isNull();
    assertThat(monthly().spent()).isEqualTo(dollars("11.50"));
    settle("6", "6.25");
    assertThat(daily().spent()).as("never twice").isEqualTo(dollars("10.25"));
    settle("6", "1");
    assertThat(daily().spent()).isEqualTo(dollars("10"));
    assertThat(daily().unbilled()).isEqualTo(dollars("5"));
  }

  @Test
  void aThresholdThatASettlementCrossesIsToldAndOneThatItGoesBelowCanComeAgain() {
    spendAll();
    settle("6", "0.8");
    assertThat(Ledger.crossed(LedgerState.EMPTY, state, TERMS))
        .extracting(Crossing::budget, Crossing::used)
        .isEmpty();
    var before = state;
    settle("6", "2");

    assertThat(Ledger.crossed(before, state, TERMS))
        .containsExactly(new Crossing("daily", DAY, 50, dollars("6"), dollars("10")));
  }

  @Test
  void noMoreThanTheEstimatesOfTheDayCanBeSettledAndARefusalSaysWhy() {
    spendAll();
    var before = state.days();

    assertThat(settle("6.000000001", "0"))
        .isEqualTo(
            "it tells the cost of calls that were booked at 6.000000001 dollars, where only 6.00 are"
                + " booked as estimates: have all pods reported?");
    assertThat(settle("-1", "0")).contains("can't be negative");
    assertThat(settle("1", "-0.5")).contains("can't be negative");
    assertThat(settle("1", "1000000000")).contains("bills more than 1000000000.00 dollars");

    assertThat(state.days()).as("nothing else has changed").isEqualTo(before);
    var refused = order(DAY, "7", "0");
    state = Ledger.settle(state, refused, NOON);
    assertThat(Ledger.settle(state, refused, NOON)).as("refused once").isSameAs(state);
  }

  @Test
  void fewerCallsThanBeforeAreRefused() {
    spendAll();
    settle("6", "0.8");

    assertThat(settle("5", "0.1"))
        .endsWith("that of calls for 6.00 is known: give all logs of the day");

    assertThat(daily().unbilled()).isEqualTo(dollars("5.20"));
  }

  @Test
  void aLaterEstimateStaysOneUntilItIsSettledToo() {
    spendAll();
    settle("6", "0.8");
    apply(NOON + 3, ask("pod", 3, "1", 1));
    apply(NOON + 4, reporting(4, "12", "8"));

    assertThat(daily().estimated()).isEqualTo(dollars("2"));
    assertThat(settle("8", "1")).isNull();
    assertThat(state.days().getFirst().use().booked()).isEqualTo(dollars("5"));
  }

  @Test
  void aDayThatIsClosedKeepsItsSettlementInItsMonthAndTakesNoOther() {
    spendAll();
    settle("6", "0.8");
    var after = millis("2026-11-23T01:00:00Z");
    apply(after - 1);

    apply(after);

    assertThat(state.days()).extracting(Day::id).containsExactly("2026-11-23");
    assertThat(state.monthUse("2026-11").booked()).isEqualTo(dollars("4.80"));
    state = Ledger.settle(state, order(DAY, "6", "0.1"), after);
    assertThat(state.settlements().getLast().refused())
        .isEqualTo("2026-11-22 is no day of this ledger: it is closed for good, or ahead");
  }

  @Test
  void whatWasForgivenIsNotGivenBackASecondTime() {
    spendAll();
    reset(ResetOrder.Budget.DAILY);
    reset(ResetOrder.Budget.MONTHLY);

    settle("6", "0.8");

    for (var view : List.of(daily(), monthly())) {
      assertThat(view.forgiven()).as("all that was billed").isEqualTo(dollars("4.80"));
      assertThat(view.available()).as("as before").isEqualTo(view.limit());
    }
  }

  @Test
  void whatWasNeverBilledIsNotForgivenASecondTime() {
    spendAll();
    settle("6", "0.8");
    reset(ResetOrder.Budget.DAILY);
    reset(ResetOrder.Budget.MONTHLY);

    for (var view : List.of(daily(), monthly())) {
      assertThat(view.forgiven()).isEqualTo(dollars("4.80"));
      assertThat(view.available()).isEqualTo(view.limit());
    }
    settle("6", "3");
    assertThat(daily().available()).as("2.2 more were billed").isEqualTo(dollars("7.80"));
  }

  @Test
  void anEndpointMadeAnewOrRestoredCountsItsEstimatesAgainAndIsSettledAgain() {
    spendAll();
    var unsettled = state;
    settle("6", "0.8");
    var floor = Ledger.floor(state, NOON + 3);

    for (var begun : List.of(LedgerState.EMPTY, unsettled, state)) {
      state = Ledger.applyFloor(begun, floor, TERMS, NOON + 4);
      assertThat(state.days().getFirst().use().booked()).isEqualTo(dollars("10"));
      assertThat(state.monthUse("2026-11").booked()).isEqualTo(dollars("10"));
      assertThat(settle("6", "0.8")).isNull();
      assertThat(state.days().getFirst().use().booked()).isEqualTo(dollars("4.80"));
      assertThat(state.monthUse("2026-11").booked()).isEqualTo(dollars("4.80"));
    }
  }

  @Test
  void earlierVersionsReadAFloor() throws JsonProcessingException {
    spendAll();
    settle("6", "0.8");

    assertThat(new ObjectMapper().writeValueAsString(Ledger.floor(state, NOON + 3)))
        .contains("\"spent\":\"10.00\"")
        .doesNotContain("resolved", "unbilled", "billed");
  }

  @Test
  void aFloorHoldsTheNetUseOfDaysThatNobodyCanSettleAgain() {
    spendAll();
    settle("6", "0.8");
    var later = millis("2026-11-24T12:00:00Z");
    apply(later);

    state = Ledger.applyFloor(LedgerState.EMPTY, Ledger.floor(state, later), TERMS, later);

    assertThat(state.monthUse("2026-11").booked()).isEqualTo(dollars("4.80"));
  }

  @Test
  void aBackupWithAnEarlierSettlementForgetsIt() {
    spendAll();
    settle("6", "0.8");
    var backup = state;
    settle("6", "3");

    var raised = Ledger.applyFloor(backup, Ledger.floor(state, NOON + 3), TERMS, NOON + 4);

    assertThat(raised.days().getFirst().use().booked()).isEqualTo(dollars("10"));
  }
}
