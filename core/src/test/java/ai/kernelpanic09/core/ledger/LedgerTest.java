package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.ask;
import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.report;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final long NOON = millis("2026-11-22T12:00:00Z");
  private static final long TODAY = LocalDate.parse("2026-11-22").toEpochDay();
  private static final BudgetTerms TERMS = terms("10", "200", "UTC");

  private LedgerState state = LedgerState.EMPTY;

  private List<LedgerAnswer> apply(BudgetTerms terms, long now, Ask... asks) {
    var outcome = Ledger.apply(state, terms, List.of(asks), now);
    state = outcome.next();
    return outcome.answers();
  }

  private WindowGrant today(LedgerAnswer answer) {
    return answer.windows().stream().filter(each -> each.seq() == TODAY).findFirst().orElseThrow();
  }

  @Test
  void aRepeatedRequestIsGrantedNothingMore() {
    var first = today(apply(TERMS, NOON, ask("pod", 1, "0.01", 3)).getFirst());
    assertThat(first.granted()).isEqualTo(dollars("0.05"));
    var again = today(apply(TERMS, NOON + 10, ask("pod", 1, "0.50", 3)).getFirst());
    assertThat(again.granted()).isEqualTo(first.granted());
    assertThat(state.days().getFirst().leased()).isEqualTo(first.granted());
  }

  @Test
  void whatIsLeftIsToldOfTheSmallerBudget() {
    apply(TERMS, NOON, ask("pod", 1, "1", 3));
    var spent = ask("pod", 2, "1", 0, report(TODAY, "i1", "2", "0"));

    assertThat(apply(TERMS, NOON + 10, spent).getFirst().remaining()).isEqualTo(dollars("8"));
    assertThat(apply(terms("10", "9", "UTC"), NOON + 20, spent).getFirst().remaining())
        .isEqualTo(dollars("7"));
    assertThat(apply(terms("1", null, "UTC"), NOON + 30, spent).getFirst().remaining())
        .isEqualTo(Money.ZERO);
    assertThat(apply(terms(null, null, "UTC"), NOON + 40, spent).getFirst().remaining()).isNull();
  }

  @Test
  void aBudgetThatOnlyWarnsIsToldToo() {
    var warning = new BudgetTerms(dollars("10"), null, ZoneOffset.UTC, false, null, null);

    assertThat(apply(warning, NOON, ask("pod", 1, "1", 3)).getFirst().remaining())
        .isEqualTo(dollars("10"));
  }

  @Test
  void anUnknownLeaseThatWasSpentFromIsDisownedAndGrantedNothing() {
    var answer =
        apply(TERMS, NOON, ask("pod", 9, "0.50", 3, report(TODAY, "i1", "2", "0"))).getFirst();
    assertThat(today(answer).known()).isFalse();
    assertThat(state.days().getFirst().leases()).isEmpty();
    assertThat(state.days().getFirst().spent()).isEqualTo(Money.ZERO);
  }

  @Test
  void oneUnknownLeaseDoesNotDisownAnotherOfTheSameDay() {
    apply(TERMS, NOON, ask("pod", 1, "0.01", 3));
    var answer =
        apply(
                TERMS,
                NOON + 10,
                ask(
                    "pod",
                    2,
                    "0.01",
                    0,
                    report(TODAY, "i0", "2", "0"),
                    report(TODAY, "i1", "0.01", "0")))
            .getFirst();
    assertThat(answer.windows())
        .filteredOn(each -> each.seq() == TODAY)
        .extracting(WindowGrant::incarnation, WindowGrant::known)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("i0", false),
            org.assertj.core.groups.Tuple.tuple("i1", true));
    assertThat(state.days().getFirst().spent()).isEqualTo(dollars("0.01"));
  }

  @Test
  void oldReportsAreOldNews() {
    apply(TERMS, NOON, ask("pod", 1, "1", 3));
    apply(TERMS, NOON + 10, ask("pod", 3, "1", 0, report(TODAY, "i1", "2", "1")));
    apply(TERMS, NOON + 20, ask("pod", 2, "1", 0, report(TODAY, "i1", "1", "0.5")));
    var lease = state.days().getFirst().leases().getFirst();
    assertThat(lease.reported()).isEqualTo(dollars("2"));
    assertThat(lease.returned()).isEqualTo(dollars("1"));
    assertThat(state.costTotal()).isEqualTo(dollars("2"));
    assertThat(state.spenders())
        .containsExactly(new Spender("Deployment/app", "2026-11", dollars("2"), 0));
  }

  @Test
  void theLastCallThatFitsIsPaidAndTheNextIsToldThatTheDayIsSpent() {
    var terms = terms("1", null, "UTC");
    var granted = today(apply(terms, NOON, ask("a", 1, "1", 1)).getFirst());
    assertThat(granted.granted()).isEqualTo(dollars("1"));
    var other = apply(terms, NOON + 1, ask("b", 1, "1", 1)).getFirst();
    assertThat(other.exhausted()).as("it is in use, but not spent").isNull();
    apply(terms, NOON + 2, ask("a", 2, "1", 0, report(TODAY, "i1", "0.4", "0.6")));
    var spent =
        Objects.requireNonNull(apply(terms, NOON, ask("b", 2, "1", 1)).getFirst().exhausted());
    assertThat(spent.window()).isEqualTo("daily");
    assertThat(spent.retryAfterMillis()).isEqualTo(12 * 3_600_000);
    assertThat(today(apply(terms, NOON, ask("b", 3, "0.6", 1)).getFirst()).granted())
        .isEqualTo(dollars("0.6"));
  }

  @Test
  void theMonthBindsToo() {
    var terms = terms("10", "0.5", "UTC");
    var answer = apply(terms, NOON, ask("a", 1, "0.6", 1)).getFirst();
    var spent = Objects.requireNonNull(answer.exhausted());
    assertThat(spent.window()).isEqualTo("monthly");
    assertThat(NOON + spent.retryAfterMillis()).isEqualTo(millis("2026-12-01T00:00:00Z"));
  }

  @Test
  void whatIsLeftIsOfTheBudgetThatIsNamed() {
    var monthly =
        Objects.requireNonNull(
            apply(terms("10", "9", "UTC"), NOON, ask("a", 1, "9.5", 1)).getFirst().exhausted());
    assertThat(monthly.window()).isEqualTo("monthly");
    assertThat(monthly.left()).isEqualTo(dollars("9"));
    assertThat(monthly.limit()).isEqualTo(dollars("9"));
    // A call above a whole day's budget can't be paid for in any month, so the daily budget is
    // named.
    var daily =
        Objects.requireNonNull(
            apply(terms("1", "5", "UTC"), NOON + 1, ask("a", 2, "7", 1)).getFirst().exhausted());
    assertThat(daily.window()).isEqualTo("daily");
    assertThat(daily.left()).isEqualTo(dollars("1"));
    assertThat(daily.limit()).isEqualTo(dollars("1"));
  }

  @Test
  void noReportMakesALedgerThatCannotBeReadAgain() {
    var free = terms(null, null, "UTC");
    for (var seq = 1; seq <= 30; seq += 2) {
      apply(free, NOON + seq, ask("a" + seq, seq, "10000", 10_000));
      apply(
          free,
          NOON + seq + 1,
          ask("a" + seq, seq + 1, "10000", 10_000, report(TODAY, "i1", "1000000000", "0")));
    }
    var durable = DurableLedger.of(state.committed(1, "c"), free, NOON + 99);
    assertThat(durable.read().kept()).isEmpty();
    assertThat(durable.read().dropped()).isEmpty();
    for (var day = 1; day < 40; day++) {
      apply(free, NOON + day * 86_400_000L);
    }
  }

  @Test
  void aBudgetThatWarnsRefusesNothing() {
    var terms = new BudgetTerms(dollars("1"), null, TERMS.zone(), false, null, null);
    var answer = apply(terms, NOON, ask("a", 1, "100", 5)).getFirst();
    assertThat(answer.exhausted()).isNull();
    assertThat(today(answer).granted()).isEqualTo(dollars("700"));
  }

  @Test
  void anIdleHolderKeepsOneCallAndNothingWhenLittleIsLeft() {
    assertThat(apply(TERMS, NOON, ask("a", 1, "0.01", 0)).getFirst().keep())
        .isEqualTo(dollars("0.01"));
    var scarce = apply(terms("0.03", null, "UTC"), NOON, ask("a", 2, "0.01", 0)).getFirst();
    assertThat(scarce.scarce()).isTrue();
    assertThat(scarce.keep()).isEqualTo(Money.ZERO);
  }

  @Test
  void aHolderThatSeldomCallsKeepsNothingWhenLittleIsLeft() {
    var terms = terms("7", null, "UTC");
    var keeps = new ArrayList<Money>();
    for (var burn : List.of("0", "0.02", "0.20")) {
      var spending =
          TestSync.of(LedgerFixture.ENDPOINT)
              .burnPerSecond(dollars(burn))
              .waiting(0, dollars("1"))
              .build();
      keeps.add(
          apply(terms, NOON, new Ask("pod" + burn, "Deployment/app", "i1", 1, spending))
              .getFirst()
              .keep());
    }
    assertThat(keeps.get(0)).as("plenty is left, and it does not call").isEqualTo(dollars("1"));
    // Four calls for each of two holders are more than what is left.
    assertThat(keeps.get(1)).isEqualTo(dollars("0"));
    assertThat(keeps.get(2)).isEqualTo(dollars("2.60"));
  }

  @Test
  void onlyBookedLeasesOfHoldersThatAreGoneAreFolded() {
    apply(TERMS, NOON, ask("gone", 1, "1", 1), ask("owing", 1, "1", 1), ask("alive", 1, "1", 1));
    var granted = state.days().getFirst().leases().getFirst().granted().toString();
    apply(TERMS, NOON, ask("gone", 2, "0", 0, report(TODAY, "i1", granted, "0")));
    apply(TERMS, NOON, ask("alive", 2, "0", 0, report(TODAY, "i1", granted, "0")));
    var used = state.days().getFirst().used();
    state = Ledger.sweep(state, holder -> !holder.equals("alive"), holder -> false);
    assertThat(state.days().getFirst().leases())
        .extracting(Lease::holder)
        .containsExactly("owing", "alive");
    assertThat(state.days().getFirst().used()).isEqualTo(used);
  }

  @Test
  void anEndpointMadeAnewGoesOnWhereItWas() {
    var night = millis("2026-11-30T23:59:30Z");
    apply(TERMS, night, ask("pod", 1, "1", 2));
    var floor = Ledger.floor(state, night);
    var again = Ledger.applyFloor(LedgerState.EMPTY, floor, TERMS, night + 10_000);
    assertThat(again.days()).extracting(Day::id).containsExactly("2026-11-30", "2026-12-01");
    for (var i = 0; i < 2; i++) {
      assertThat(again.days().get(i).used()).isEqualTo(state.days().get(i).used());
      assertThat(again.days().get(i).used().isPositive()).isTrue();
      assertThat(again.days().get(i).leases()).isEmpty();
    }
    // A zone in which it is still November 30 does not open that day again either.
    var west = terms("10", "200", "America/Los_Angeles");
    var later = Ledger.applyFloor(LedgerState.EMPTY, floor, west, millis("2026-12-01T00:10:00Z"));
    assertThat(later.days().getLast().id()).isEqualTo("2026-12-01");
    assertThat(Ledger.applyFloor(again, floor, TERMS, night + 10_000)).isEqualTo(again);
  }

  @Test
  void aFloorTakenLongAfterTheLastCallStillKnowsTheMonth() {
    apply(TERMS, NOON, ask("pod", 1, "1", 2));
    var used = state.days().getFirst().used();
    var later = millis("2026-11-28T12:00:00Z");
    var again = Ledger.applyFloor(LedgerState.EMPTY, Ledger.floor(state, later), TERMS, later);
    var budget = DurableLedger.of(again, TERMS, later).budget();
    assertThat(Objects.requireNonNull(budget.monthly()).spent()).isEqualTo(used);
    assertThat(Objects.requireNonNull(budget.daily()).spent()).isEqualTo(Money.ZERO);
  }

  @Test
  void aLedgerRestoredFromABackupIsRaisedToItsFloor() {
    apply(TERMS, NOON, ask("pod", 1, "1", 2));
    var backup = state;
    apply(TERMS, NOON + 10, ask("other", 1, "1", 2));
    var floor = Ledger.floor(state, NOON + 20);
    var raised = Ledger.applyFloor(backup, floor, TERMS, NOON + 30);
    assertThat(raised.days().getFirst().used()).isEqualTo(state.days().getFirst().used());
  }

  @Test
  void aThousandHoldersShareOneBudgetExactly() {
    var terms = terms("100", null, "UTC");
    var now = NOON;
    for (var round = 1; round <= 5; round++) {
      var asks = new ArrayList<Ask>();
      for (var i = 0; i < 1_000; i++) {
        asks.add(ask("pod" + i, round, "0.02", 8));
      }
      state = Ledger.apply(state, terms, asks, now).next();
      now += 1_000;
    }
    var used = state.days().getFirst().used();
    assertThat(used).isLessThanOrEqualTo(dollars("100"));
    // The wishes add up to 200 dollars, so each round lends half of the rest.
    assertThat(used).isGreaterThanOrEqualTo(dollars("96"));
    assertThat(state.days().getFirst().leases())
        .allMatch(lease -> lease.out().compareTo(dollars("0.02")) >= 0);
    assertThat(DurableLedger.of(state, terms, now).toState()).isEqualTo(state);
  }

  @Test
  void spendersBeyondTheFirstFiftyAreOneLine() {
    for (var i = 0; i < 60; i++) {
      var first = ask("pod" + i, 1, "0.01", 1);
      apply(TERMS, NOON, first);
      var spent = ask("pod" + i, 2, "0.01", 0, report(TODAY, "i1", "0.01", "0"));
      apply(TERMS, NOON, new Ask("pod" + i, "Deployment/app" + i, "i1", 2, spent.sync()));
    }
    assertThat(state.spenders()).hasSize(51);
    assertThat(state.spenders().getLast())
        .isEqualTo(new Spender("other", "2026-11", dollars("0.10"), 0));
  }

  private LedgerAnswer one(BudgetTerms terms, long now, Ask ask) {
    return apply(terms, now, ask).getFirst();
  }

  @Test
  void aLoweredBudgetGrantsNothingAndCallsBackWhatIsLent() {
    one(TERMS, NOON, ask("a", 1, "1", 2));
    var lowered = terms("2", "200", "UTC");
    var other = one(lowered, NOON + 1, ask("b", 1, "1", 1));
    assertThat(today(other).granted()).isEqualTo(Money.ZERO);
    var view = DurableLedger.of(state, lowered, NOON + 1).budget().daily();
    assertThat(Objects.requireNonNull(view).overcommitted()).isTrue();
    var recalled = one(lowered, NOON + 2, ask("a", 2, "1", 0));
    assertThat(recalled.keep()).as("all goes back at the next renewal").isEqualTo(Money.ZERO);
    assertThat(recalled.scarce()).as("which comes soon").isTrue();
    var granted = today(recalled).granted().toString();
    one(lowered, NOON + 3, ask("a", 3, "1", 0, report(TODAY, "i1", "0", granted)));
    view = DurableLedger.of(state, lowered, NOON + 3).budget().daily();
    assertThat(Objects.requireNonNull(view).overcommitted()).isFalse();
    assertThat(today(one(lowered, NOON + 4, ask("b", 2, "1", 1))).granted())
        .isEqualTo(dollars("1"));
  }

  @Test
  void aRaisedBudgetServesAtOnce() {
    var spent = terms("1", null, "UTC");
    one(spent, NOON, ask("a", 1, "1", 1));
    one(spent, NOON + 1, ask("a", 2, "1", 0, report(TODAY, "i1", "1", "0")));
    assertThat(one(spent, NOON + 2, ask("b", 1, "1", 1)).exhausted()).isNotNull();
    assertThat(today(one(terms("3", null, "UTC"), NOON + 3, ask("b", 2, "1", 1))).granted())
        .isEqualTo(dollars("1"));
  }

  @Test
  void aBudgetThatIsRemovedAndAddedAgainHasForgottenNothing() {
    var limited = terms("5", null, "UTC");
    var free = terms(null, null, "UTC");
    one(limited, NOON, ask("a", 1, "1", 1));
    one(free, NOON + 1, ask("a", 2, "1", 8, report(TODAY, "i1", "1", "0")));
    var lent = state.days().getFirst().used();
    assertThat(lent).as("without a budget there is no end").isGreaterThan(dollars("5"));
    var answer = one(limited, NOON + 2, ask("b", 1, "1", 1));
    assertThat(today(answer).granted()).isEqualTo(Money.ZERO);
    assertThat(state.days().getFirst().used()).isEqualTo(lent);
  }

  @Test
  void eachThresholdIsToldOnceByTheCommitThatCrossesIt() {
    var terms = terms("10", "100", "UTC");
    var told = new ArrayList<Crossing>();
    one(terms, NOON, ask("a", 1, "8", 1));
    for (var cent = 1; cent <= 80; cent++) {
      var spent = Money.parse("0.10").times(cent).toString();
      var ask = ask("a", cent + 1, "8", 0, report(TODAY, "i1", spent, "0"));
      for (var repeat = 0; repeat < 2; repeat++) {
        var outcome = Ledger.apply(state, terms, List.of(ask), NOON + cent);
        state = outcome.next();
        told.addAll(outcome.crossed());
      }
    }
    assertThat(told)
        .containsExactly(
            new Crossing("daily", "2026-11-22", 50, dollars("5"), dollars("10")),
            new Crossing("daily", "2026-11-22", 80, dollars("8"), dollars("10")));
  }

  @Test
  void oneCommitThatCrossesAllThresholdsTellsTheHighest() {
    var terms = terms("10", "10", "UTC");
    one(terms, NOON, ask("a", 1, "10", 1));
    var all = ask("a", 2, "10", 0, report(TODAY, "i1", "10", "0"));
    assertThat(Ledger.apply(state, terms, List.of(all), NOON + 1).crossed())
        .extracting(Crossing::budget, Crossing::percent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("daily", 100),
            org.assertj.core.groups.Tuple.tuple("monthly", 100));
  }

  @Test
  void aBudgetThatWarnsCountsOnAndTellsItsThresholds() {
    var terms = new BudgetTerms(dollars("1"), null, TERMS.zone(), false, null, null);
    one(terms, NOON, ask("a", 1, "3", 1));
    var outcome =
        Ledger.apply(
            state, terms, List.of(ask("a", 2, "3", 1, report(TODAY, "i1", "3", "0"))), NOON + 1);
    assertThat(outcome.crossed()).extracting(Crossing::percent).containsExactly(100);
    assertThat(outcome.next().days().getFirst().spent()).isEqualTo(dollars("3"));
    assertThat(outcome.answers().getFirst().exhausted()).isNull();
  }

  @Test
  void aHolderThatWasSilentForHoursIsCountedAndComesBackWithItsReport() {
    one(TERMS, NOON, ask("silent", 1, "1", 2));
    var lent = state.days().getFirst().used();
    var later = NOON + 6 * 3_600_000;
    state = Ledger.sweep(state, holder -> holder.equals("silent"), holder -> false);
    one(TERMS, later, ask("other", 1, "1", 1));
    assertThat(state.days().getFirst().used()).isGreaterThan(lent);
    var back = one(TERMS, later, ask("silent", 2, "1", 1, report(TODAY, "i1", "1.5", "0")));
    assertThat(today(back).known()).isTrue();
    assertThat(state.days().getFirst().spent()).isEqualTo(dollars("1.5"));
  }

  @Test
  void theHolderAfterAThousandWaitsInLineAndIsToldWhy() {
    var terms = terms("1000000", null, "UTC");
    var asks = new ArrayList<Ask>();
    for (var i = 0; i < 1_001; i++) {
      asks.add(
          new Ask(
              new java.util.UUID(i, i).toString(),
              "Deployment/app",
              "abcdefgh",
              123_456,
              ask("x", 1, "0.037251", 8).sync()));
    }
    var answers = apply(terms, NOON, asks.toArray(Ask[]::new));
    assertThat(answers.get(999).queued()).isNull();
    assertThat(answers.getLast().queued()).contains("1000 pods hold dollars");
    assertThat(today(answers.getLast()).granted()).isEqualTo(Money.ZERO);
    assertThat(answers.getLast().exhausted()).as("there is money").isNull();
    var lines = DurableLedger.of(state, terms, NOON).budget().windows().getFirst().holders();
    assertThat(lines).hasSize(1_000);
    var bytes = lines.stream().mapToLong(line -> line.length() + 3).sum();
    assertThat(bytes).isLessThanOrEqualTo(128 * 1_024);
    // One holder gives its dollars back, and the next one gets its turn.
    var first = asks.getFirst();
    var granted = today(answers.getFirst()).granted().toString();
    var back = ask("x", 2, "0", 0, report(TODAY, "abcdefgh", "0", granted)).sync();
    apply(terms, NOON + 1, new Ask(first.holder(), "Deployment/app", "abcdefgh", 123_457, back));
    var turn = apply(terms, NOON + 2, asks.getLast()).getFirst();
    assertThat(turn.queued()).isNull();
    assertThat(today(turn).granted().isPositive()).isTrue();
    assertThat(state.days().getFirst().leases()).as("booked ones make room").hasSize(1_000);
  }

  @Test
  void closedDaysMakeRoomForLaterOnes() {
    var terms = terms("1000000", null, "UTC");
    var evening = millis("2026-11-22T23:59:30Z");
    var midnight = millis("2026-11-23T00:00:00Z");
    var names = new ArrayList<String>();
    for (var i = 0; i < 1_000; i++) {
      names.add(new java.util.UUID(i, i).toString());
    }
    apply(terms, evening, names.stream().map(each -> ask(each, 1, "0.037", 8)).toArray(Ask[]::new));
    assertThat(state.days()).extracting(each -> each.leases().size()).containsExactly(1_000, 1_000);
    assertThat(bytes(terms, evening)).isLessThan(200 * 1_024);
    // All report on the day that is over, and then one of them asks again.
    var granted = state.days().getFirst().leases().getFirst().granted().toString();
    apply(
        terms,
        midnight,
        names.stream()
            .map(each -> ask(each, 2, "0.037", 0, report(TODAY, "i1", granted, "0")))
            .toArray(Ask[]::new));
    apply(terms, midnight + 1, ask(names.getLast(), 3, "0.037", 0));
    assertThat(state.days().getFirst().leases()).hasSizeLessThan(2);
    assertThat(state.days().getLast().leases()).hasSize(1_000);
    assertThat(bytes(terms, midnight)).isLessThan(128 * 1_024);
  }

  private int bytes(BudgetTerms terms, long nowMillis) {
    return DurableLedger.of(state, terms, nowMillis).budget().toString().length();
  }

  @Test
  void theHolderThatFellSilentIsMarkedUntilItReports() {
    apply(TERMS, NOON, ask("silent", 1, "1", 1), ask("alive", 1, "1", 1));
    state = Ledger.sweep(state, holder -> false, holder -> holder.equals("silent"));
    assertThat(state.days().getFirst().leases())
        .extracting(Lease::dead)
        .containsExactly(true, false);
    var daily = Objects.requireNonNull(DurableLedger.of(state, TERMS, NOON).budget().daily());
    assertThat(daily.unreachable()).isEqualTo(state.days().getFirst().leases().getFirst().out());
    assertThat(daily.leased()).as("still counted").isGreaterThan(daily.unreachable());
    apply(TERMS, NOON + 1, ask("silent", 2, "1", 0, report(TODAY, "i1", "0.50", "0")));
    assertThat(state.days().getFirst().leases()).noneMatch(Lease::dead);
    var revived = Objects.requireNonNull(DurableLedger.of(state, TERMS, NOON).budget().daily());
    assertThat(revived.unreachable()).isNull();
  }

  @Test
  void whatIsNeverAccountedForIsToldWhenItIsWrittenOff() {
    apply(TERMS, NOON, ask("lost", 1, "1", 1));
    var out = state.days().getFirst().leased();
    apply(TERMS, millis("2026-11-23T00:00:00Z"));
    var outcome = Ledger.apply(state, TERMS, List.of(), millis("2026-11-23T01:00:00Z"));
    assertThat(outcome.writtenOff()).containsExactly(new WriteOff("2026-11-22", out, 1));
  }

  @Test
  void aResetLetsWhatIsSpentNoLongerCountAndKeepsItTold() {
    var terms = terms("10", "10", "UTC");
    apply(terms, NOON, ask("pod", 1, "10", 1));
    apply(terms, NOON, ask("pod", 2, "10", 1, report(TODAY, "i1", "10", "0")));
    assertThat(apply(terms, NOON, ask("pod", 3, "1", 1)).getFirst().exhausted()).isNotNull();
    var daily = new ResetOrder("r1", "alice", ResetOrder.Budget.DAILY, "load test");
    state = Ledger.reset(state, daily, NOON);
    var exhausted = apply(terms, NOON, ask("pod", 4, "1", 1)).getFirst().exhausted();
    assertThat(Objects.requireNonNull(exhausted).window()).isEqualTo("monthly");
    state =
        Ledger.reset(
            state, new ResetOrder("r2", "bob", ResetOrder.Budget.MONTHLY, "load test"), NOON);
    assertThat(Ledger.reset(state, daily, NOON)).as("once").isSameAs(state);
    var budget = DurableLedger.of(state, terms, NOON).budget();
    for (var view :
        List.of(Objects.requireNonNull(budget.daily()), Objects.requireNonNull(budget.monthly()))) {
      assertThat(view.spent()).isEqualTo(dollars("10"));
      assertThat(view.forgiven()).isEqualTo(dollars("10"));
      assertThat(view.available()).isEqualTo(dollars("10"));
      assertThat(view.exhausted()).isFalse();
    }
    assertThat(budget.resets())
        .extracting(Reset::id, Reset::by, Reset::window, Reset::amount)
        .containsExactly(
            tuple("r1", "alice", "2026-11-22", dollars("10")),
            tuple("r2", "bob", "2026-11", dollars("10")));
    assertThat(today(apply(terms, NOON, ask("pod", 5, "10", 1)).getFirst()).granted())
        .as("ten more, and no more")
        .isEqualTo(dollars("20"));
    assertThat(state.costTotal()).isEqualTo(dollars("10"));
  }

  @Test
  void whatHoldersHaveGoesOnCountingAfterAReset() {
    var terms = terms("10", null, "UTC");
    apply(terms, NOON, ask("pod", 1, "6", 1));
    var out = state.days().getFirst().leased();
    state =
        Ledger.reset(
            state, new ResetOrder("r1", "alice", ResetOrder.Budget.DAILY, "why not"), NOON);
    assertThat(state.days().getFirst().forgiven()).isEqualTo(Money.ZERO);
    assertThat(state.days().getFirst().leased()).isEqualTo(out);
    assertThat(today(apply(terms, NOON, ask("other", 1, "6", 1)).getFirst()).granted())
        .isEqualTo(Money.ZERO);
  }
}
