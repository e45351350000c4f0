package ai.kernelpanic09.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.Exhausted;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import ai.kernelpanic09.core.protocol.TestAnswer;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final EndpointName ENDPOINT = new EndpointName("ns", "endpoint");
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY_MILLIS = 3_600_000;

  /** The journal's entries, which outlive the process. */
  private final Map<String, JournalEntry> journal = new LinkedHashMap<>();

  private final Gate gate = gate(List.of());
  private long now = 77 * SECOND;
  private long seq;
  private boolean asked;

  private Gate gate(List<JournalEntry> recovered) {
    return new Gate(
        ENDPOINT,
        new Journal() {
          @Override
          public void write(JournalEntry entry) {
            journal.put(entry.windowSeq() + entry.incarnation(), entry);
          }

          @Override
          public void remove(EndpointName endpoint, long windowSeq, String incarnation) {
            journal.remove(windowSeq + incarnation);
          }
        },
        recovered);
  }

  private static final class TestCall implements PendingCall {
    final Demand demand;
    final List<Admission> admissions = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();

    TestCall(String worst, long tokens) {
      demand = new Demand(Money.parse(worst), tokens);
    }

    @Override
    public Demand demand(EndpointLimits limits) {
      return demand;
    }

    @Override
    public void admitted(Admission admission) {
      admissions.add(admission);
    }

    @Override
    public void refused(Refusal refusal) {
      refusals.add(refusal);
    }

    Admission admission() {
      assertThat(admissions).hasSize(1);
      return admissions.getFirst();
    }

    Refusal refusal() {
      assertThat(admissions).isEmpty();
      assertThat(refusals).hasSize(1);
      return refusals.getFirst();
    }

    boolean waits() {
      return admissions.isEmpty() && refusals.isEmpty();
    }
  }

  private static EndpointLimits limits(@Nullable Long requests, @Nullable Long tokens) {
    return TestLimits.revision("r" + requests + tokens)
        .requestsPerMinute(requests)
        .tokensPerMinute(tokens)
        .build();
  }

  private TestCall submit(String worst) {
    return submit(worst, 0);
  }

  private TestCall submit(String worst, long tokens) {
    var call = new TestCall(worst, tokens);
    gate.submit(call, now + 60 * SECOND, now);
    return call;
  }

  private static WindowGrant lease(String granted) {
    return lease(1, granted, true, 0, DAY_MILLIS);
  }

  private static WindowGrant lease(
      long seq, String granted, boolean known, long startsInMillis, long endsInMillis) {
    return new WindowGrant(
        seq, "day" + seq, "i1", known, startsInMillis, endsInMillis, Money.parse(granted));
  }

  private boolean answer(EndpointLimits limits, WindowGrant... windows) {
    return answer(limits, null, null, null, windows);
  }

  private boolean answer(
      EndpointLimits limits,
      @Nullable RateGrant requests,
      @Nullable RateGrant tokens,
      @Nullable Exhausted exhausted,
      WindowGrant... windows) {
    return answer(
        TestAnswer.of(ENDPOINT)
            .limits(limits)
            .leases(windows)
            .keep(Money.parse("1"))
            .rates(requests, tokens)
            .exhausted(exhausted)
            .build());
  }

  /** Answers the latest request, after making one if the latest has its answer. */
  private boolean answer(EndpointAnswer answer) {
    if (!asked) {
      report();
    }
    asked = false;
    return gate.answer(answer, seq, now, now);
  }

  private EndpointSync report() {
    asked = true;
    seq++;
    return gate.report(null, seq, now);
  }

  @Test
  void aCallWaitsForItsLeaseAndPassesWithIt() {
    assertThat(gate.isSyncWanted(now)).isFalse();
    var call = submit("0.50");
    assertThat(call.waits()).isTrue();
    assertThat(gate.isSyncWanted(now)).isTrue();
    assertThat(report().waiting()).as("nothing is known of its cost yet").isZero();
    answer(limits(null, null), lease("0"));
    assertThat(call.waits()).isTrue();
    var wish = report();
    assertThat(wish.waiting()).isEqualTo(1);
    assertThat(wish.worstCall()).isEqualTo(Money.parse("0.5"));
    answer(limits(null, null), lease("0.75"));
    assertThat(call.admission().worst()).isEqualTo(Money.parse("0.5"));
    assertThat(call.admission().window()).isEqualTo("day1");
    assertThat(submit("0.50").waits()).as("0.25 is free").isTrue();
    gate.settle(call.admission(), Money.parse("0.10"), false, Usage.ofTokens(1, 1), now);
    assertThat(gate.overrun()).isEqualTo(Money.ZERO);
  }

  private void told(@Nullable String left) {
    answer(
        TestAnswer.of(ENDPOINT)
            .limits(limits(null, null))
            .leases(lease("5"))
            .keep(Money.parse("5"))
            .remaining(left == null ? null : Money.parse(left))
            .build());
  }

  private void spend(String cost) {
    var admission = submit("1").admission();
    gate.settle(admission, Money.parse(cost), false, Usage.ofTokens(1, 1), now);
  }

  @Test
  void whatIsLeftOfTheBudgetIsWhatWasToldLessWhatWasBookedSince() {
    assertThat(gate.budgetLeft()).isNull();
    told("3");
    spend("0.25");
    assertThat(gate.budgetLeft()).isEqualTo(Money.parse("2.75"));

    report();
    spend("0.50");
    told("2.75");
    assertThat(gate.budgetLeft())
        .as("the second call was not reported")
        .isEqualTo(Money.parse("2.25"));

    told("0.10");
    spend("0.30");
    assertThat(gate.budgetLeft()).isEqualTo(Money.ZERO);

    told(null);
    assertThat(gate.budgetLeft()).isNull();
  }

  @Test
  void ofARateTheShareIsToldOrTheTimeUntilWhichNothingComes() {
    answer(limits(6_000L, null), lease("1"));
    assertThat(gate.requestsLeft(now)).isEqualTo(new RateLeft(6_000, null, null));
    assertThat(gate.tokensLeft(now)).isNull();

    answer(limits(6_000L, null), new RateGrant(1, 0, 3_000, 2_500, null), null, null, lease("1"));
    assertThat(gate.requestsLeft(now)).isEqualTo(new RateLeft(6_000, 0L, 2_500L));

    var share = new RateGrant(1, 0, 3_000, 0, new RateGrant.Share(600, 20, 300_000));
    answer(limits(6_000L, null), share, null, null, lease("1"));
    assertThat(gate.requestsLeft(now)).isEqualTo(new RateLeft(6_000, 0L, 2_000L));
    now += SECOND;
    assertThat(gate.requestsLeft(now)).isEqualTo(new RateLeft(6_000, 10L, 1_000L));
  }

  @Test
  void dollarsThatTheOperatorWantsBackDoNotWaitForTheRenewal() {
    answer(limits(null, null), lease("1"));
    assertThat(gate.isSyncWanted(now)).isFalse();
    recall(limits(null, null));
    assertThat(gate.isSyncWanted(now)).isTrue();
    assertThat(report().windows().getFirst().returned()).isEqualTo(Money.parse("1"));
    assertThat(gate.isSyncWanted(now)).isFalse();
  }

  @Test
  void dollarsThatTheOperatorWantsBackAreNotKeptForACallThatWaitsForItsRate() {
    answer(limits(60L, null), lease("1"));
    recall(limits(60L, null));
    var call = submit("0.50");
    assertThat(call.waits()).isTrue();
    assertThat(report().windows().getFirst().returned()).isEqualTo(Money.parse("1"));
  }

  private void recall(EndpointLimits limits) {
    report();
    answer(TestAnswer.of(ENDPOINT).limits(limits).leases(lease("1")).keep(Money.ZERO).build());
  }

  @Test
  void theWorstCaseIsInTheJournalBeforeTheCallIsMade() {
    answer(limits(null, null), lease("1"));
    var seen = new ArrayList<Money>();
    gate.submit(
        new PendingCall() {
          @Override
          public Demand demand(EndpointLimits limits) {
            return new Demand(Money.parse("0.40"), 0);
          }

          @Override
          public void admitted(Admission admission) {
            journal.values().forEach(entry -> seen.add(entry.inFlight()));
          }

          @Override
          public void refused(Refusal refusal) {}
        },
        now + SECOND,
        now);
    assertThat(seen).containsExactly(Money.parse("0.40"));
  }

  @Test
  void aRecoveredLeaseCountsWhatWasInFlightAsSpent() {
    answer(limits(null, null), lease("1"));
    submit("0.40");
    var heir = gate(List.copyOf(journal.values()));
    var report = heir.report(null, 1, now).windows().getFirst();
    assertThat(report.spent()).isEqualTo(Money.parse("0.40"));
    assertThat(report.estimated()).isEqualTo(Money.parse("0.40"));
  }

  @Test
  void aSpentBudgetRefusesWithTheTimeOfTheNextWindow() {
    answer(limits(null, null), lease("0"));
    var call = submit("0.50");
    report();
    var late = submit("0.50");
    answer(limits(null, null), null, null, new Exhausted("daily", 1_234), lease("0"));
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.BUDGET_EXHAUSTED);
    assertThat(call.refusal().retryAfterMillis()).isEqualTo(1_234);
    assertThat(call.refusal().message()).contains("daily budget of endpoint ns/endpoint");
    assertThat(late.waits()).as("it was not asked for yet").isTrue();
  }

  @Test
  void aCallThatIsTooLargeForABudgetThatIsNotSpentIsNotToldToWait() {
    answer(limits(null, null), lease("0"));
    var call = submit("7");
    report();
    answer(limits(null, null), null, null, exhausted("5", "10"), lease("0"));
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.CALL_EXCEEDS_BUDGET);
    assertThat(call.refusal().retryAfterMillis()).isNull();
    assertThat(call.refusal().message())
        .isEqualTo(
            "the daily budget of endpoint ns/endpoint can't pay for this call: of $10.00 $5.00 is"
                + " left, and the call can cost up to $7.00");
  }

  @Test
  void aCallThatTheWholeBudgetCanNotPayForIsNeverToldToWait() {
    answer(limits(null, null), lease("0"));
    var call = submit("7");
    report();
    answer(limits(null, null), null, null, exhausted("0", "6"), lease("0"));
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.CALL_EXCEEDS_BUDGET);
    assertThat(call.refusal().retryAfterMillis()).isNull();
  }

  @Test
  void aBudgetOfWhichTheRestPaysForNoCallIsSpent() {
    answer(limits(null, null), lease("0"));
    var call = submit("0.50");
    report();
    answer(limits(null, null), null, null, exhausted("0.49", "10"), lease("0"));
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.BUDGET_EXHAUSTED);
    assertThat(call.refusal().retryAfterMillis()).isEqualTo(1_234);
    assertThat(call.refusal().message()).contains("is spent: of $10.00 $0.49 is left");
  }

  private static Exhausted exhausted(String left, String limit) {
    return new Exhausted("daily", 1_234, Money.parse(left), Money.parse(limit));
  }

  @Test
  void aCallThatNobodyWaitsForLeavesTheLineAndTheNextOneGoes() {
    answer(limits(null, null), lease("1"));
    var large = submit("3");
    var small = submit("0.50");
    assertThat(small.waits()).isTrue();
    assertThat(gate.withdraw(large, now)).isTrue();
    assertThat(large.refusals).isEmpty();
    assertThat(small.waits()).isFalse();
    assertThat(gate.waiting()).isEqualTo(0);
    assertThat(gate.withdraw(small, now)).as("it has been let through").isFalse();
  }

  @Test
  void aPriceBeyondAllMeasureStopsNothingButItsOwnCalls() {
    var refusals = new ArrayList<Refusal>();
    var uncountable =
        new PendingCall() {
          @Override
          public Demand demand(EndpointLimits limits) {
            return new Demand(Money.ofNanoDollars(Long.MAX_VALUE).times(2), 1);
          }

          @Override
          public void admitted(Admission admission) {
            throw new AssertionError("nothing pays for it");
          }

          @Override
          public void refused(Refusal refusal) {
            refusals.add(refusal);
          }
        };
    // It is submitted before the gate knows any limits.
    gate.submit(uncountable, now + 60 * SECOND, now);
    answer(limits(null, null), lease("0"));
    var dear = submit("1000000");
    assertThat(report().worstCall()).isEqualTo(EndpointSync.MAX_PER_CALL);
    answer(limits(null, null), null, null, exhausted("5", "10"), lease("0"));
    assertThat(refusals)
        .singleElement()
        .satisfies(each -> assertThat(each.code()).isEqualTo(Refusal.Code.CALL_EXCEEDS_BUDGET));
    now += 3 * SECOND;
    gate.expire(now);
    assertThat(dear.refusals).hasSize(1);
    assertThat(report().waiting()).isZero();
  }

  @Test
  void aCheaperCallIsNotRefusedForADearerOne() {
    answer(limits(null, null), lease("0"));
    var cheap = submit("0.10");
    var dear = submit("5");
    report();
    answer(limits(null, null), null, null, new Exhausted("daily", 1_234), lease("0"));
    assertThat(dear.refusals).hasSize(1);
    assertThat(cheap.waits()).isTrue();
    assertThat(report().worstCall()).isEqualTo(Money.parse("0.10"));
  }

  @Test
  void whoStarvesGivesBackWhatItCannotUse() {
    answer(limits(null, null), lease("0.30"));
    var call = submit("0.50");
    report();
    answer(limits(null, null), lease("0.30"));
    var report = report();
    assertThat(report.windows().getFirst().returned()).isEqualTo(Money.parse("0.30"));
    now += Gate.PATIENCE_NANOS;
    gate.expire(now);
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.BUDGET_EXHAUSTED);
    assertThat(call.refusal().message()).contains("in use by other calls");
  }

  @Test
  void theSurplusOfAnIdleHolderGoesBack() {
    answer(limits(null, null), lease("3"));
    assertThat(report().windows().getFirst().returned()).isEqualTo(Money.parse("2"));
  }

  @Test
  void noCallWaitsLongerForAnOperatorThatIsAwayThanItsDeadlineOrTenSeconds() {
    var hurried = new TestCall("0.10", 0);
    gate.submit(hurried, now + SECOND, now);
    var patient = submit("0.10");
    gate.unreachable("connection refused");
    now += SECOND;
    gate.expire(now);
    assertThat(hurried.refusal().code()).isEqualTo(Refusal.Code.NO_LEASE);
    assertThat(hurried.refusal().message()).contains("connection refused");
    now += 9 * SECOND - 1;
    gate.expire(now);
    assertThat(patient.waits()).isTrue();
    now += 1;
    gate.expire(now);
    assertThat(patient.refusal().code()).isEqualTo(Refusal.Code.NO_LEASE);
  }

  @Test
  void aCallThatTheOperatorHasHeardOfWaitsThreeSeconds() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    var call = submit("0.10");
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    now += Gate.PATIENCE_NANOS - 1;
    gate.expire(now);
    assertThat(call.waits()).isTrue();
    now += 1;
    gate.expire(now);
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.NO_LEASE);
  }

  @Test
  void aCallWaitsForAnOperatorThatHasTheRequestButDoesNotAnswer() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    var call = submit("0.10");
    report();
    now += 9 * SECOND;
    gate.expire(now);
    assertThat(call.waits()).isTrue();
    answer(limits(60L, null), new RateGrant(78, 1, 30_000, 0), null, null, lease("9"));
    assertThat(call.admissions).hasSize(1);
  }

  @Test
  void anOperatorThatIsBackHasTheUsualTimeForEachCallThatWaitedForIt() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    var early = submit("0.10");
    gate.unreachable("connection refused");
    now += 6 * SECOND;
    var late = submit("0.10");
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 2_500), null, null, lease("9"));
    gate.expire(now);
    assertThat(early.waits()).as("its turn comes within three seconds").isTrue();
    now += 2_500_000_000L;
    report();
    answer(limits(60L, null), new RateGrant(79, 1, 3_000, 61_000), null, null, lease("9"));
    assertThat(early.admissions).hasSize(1);
    assertThat(late.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
  }

  @Test
  void anOperatorThatIsBackProlongsNoWaitBeyondTenSecondsOrTheCallersDeadline() {
    answer(limits(null, null), lease("0"));
    var hurried = new TestCall("0.10", 0);
    gate.submit(hurried, now + 9 * SECOND, now);
    var patient = submit("0.10");
    gate.unreachable("connection refused");
    now += 8 * SECOND;
    report();
    answer(limits(null, null), lease("0"));
    now += SECOND;
    gate.expire(now);
    assertThat(hurried.refusals).hasSize(1);
    assertThat(patient.waits()).isTrue();
    now += SECOND;
    gate.expire(now);
    assertThat(patient.refusals).hasSize(1);
  }

  @Test
  void aCallWhoseTurnIsKnownToComeTooLateDoesNotWaitForTheOperator() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    submit("0.10");
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 30_000), null, null, lease("9"));
    var call = submit("0.10");
    report();
    gate.unreachable("connection refused");
    now += Gate.PATIENCE_NANOS;
    gate.expire(now);
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
    assertThat(call.refusal().retryAfterMillis()).isEqualTo(27_000);
  }

  @Test
  void whatIsHeldServesWhileTheOperatorIsAway() {
    answer(limits(null, null), lease("1"));
    gate.unreachable("connection refused");
    assertThat(submit("0.50").admissions).hasSize(1);
    assertThat(submit("0.50").admissions).hasSize(1);
    var third = submit("0.50");
    report();
    now += Gate.OPERATOR_PATIENCE_NANOS;
    gate.expire(now);
    assertThat(third.refusal().message()).contains("no lease on dollars");
  }

  /** Makes a call with a worst case of 5 cents that costs 1 cent, every 30 seconds, three times. */
  private void callSeldom() {
    for (var i = 0; i < 3; i++) {
      var call = submit("0.05");
      gate.settle(call.admission(), Money.parse("0.01"), false, Usage.ofTokens(1, 1), now);
      now += 30 * SECOND;
    }
  }

  @Test
  void whoCallsSeldomKnowsBetweenItsCallsWhatItSpends() {
    answer(limits(null, null), lease("1"));
    callSeldom();
    var perMinute = report().burnPerSecond().times(60);
    assertThat(perMinute).isBetween(Money.parse("0.008"), Money.parse("0.03"));
  }

  @Test
  void whoCallsNoMoreSpendsNothingInTheEnd() {
    answer(limits(null, null), lease("1"));
    callSeldom();
    now += 3_600 * SECOND;
    assertThat(report().burnPerSecond()).isEqualTo(Money.ZERO);
  }

  @Test
  void enoughIsAskedForTheDearestCallOfTheLastMinutes() {
    answer(limits(null, null), lease("1"));
    submit("0.05");
    submit("0.01");
    now += 240 * SECOND;
    submit("0.01");
    assertThat(report().worstCall()).isEqualTo(Money.parse("0.05"));
    now += 1_200 * SECOND;
    submit("0.02");
    assertThat(report().worstCall()).isEqualTo(Money.parse("0.02"));
  }

  private void answerNotReady() {
    answer(TestAnswer.notReady(ENDPOINT, "UnknownModelPrice", "no price"));
  }

  @Test
  void anEndpointThatIsNotReadyRefusesAtOnce() {
    var waiting = submit("0.10");
    answerNotReady();
    assertThat(waiting.refusal().code()).isEqualTo(Refusal.Code.ENDPOINT_NOT_READY);
    assertThat(submit("0.10").refusal().message()).contains("UnknownModelPrice: no price");
    assertThat(gate.isSyncWanted(now)).as("it was heard just now").isFalse();
  }

  @Test
  void whyAnEndpointIsNotReadyIsToldWithoutItsRole() {
    var waiting = submit("0.10");
    answer(
        TestAnswer.notReady(
            ENDPOINT,
            "AccessDenied",
            "User: arn:aws:sts::123456789012:assumed-role/operator/x may not assume"
                + " arn:aws:iam::123456789012:role/invoker"));
    assertThat(waiting.refusal().message())
        .contains("AccessDenied: User: (an ARN) may not assume (an ARN)")
        .doesNotContain("123456789012", "invoker");
  }

  @Test
  void aCallAsksAgainWhetherAnEndpointIsReadyByNow() {
    answerNotReady();
    now += SECOND;
    var second = submit("0.10");
    assertThat(second.waits()).isTrue();
    assertThat(gate.isSyncWanted(now)).isTrue();
    answerNotReady();
    assertThat(second.refusal().code()).isEqualTo(Refusal.Code.ENDPOINT_NOT_READY);
    assertThat(submit("0.10").refusal().code()).isEqualTo(Refusal.Code.ENDPOINT_NOT_READY);

    now += SECOND;
    var third = submit("0.10");
    answer(limits(null, null), lease("1"));
    assertThat(third.admission().worst()).isEqualTo(Money.parse("0.1"));
  }

  @Test
  void anEndpointStaysNotReadyWhileTheOperatorIsAway() {
    answer(limits(null, null), lease("1"));
    answerNotReady();
    now += SECOND;
    var call = submit("0.10");
    gate.unreachable("connection refused");
    now += Gate.PATIENCE_NANOS;
    gate.expire(now);
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.ENDPOINT_NOT_READY);
  }

  @Test
  void tooManyWaitingCallsAreTurnedAway() {
    for (var i = 0; i < 1_000; i++) {
      assertThat(submit("0.10").waits()).isTrue();
    }
    assertThat(submit("0.10").refusal().code()).isEqualTo(Refusal.Code.OVERLOADED);
  }

  @Test
  void aDrainedGateHasReportedAndReturnedEverything() {
    answer(limits(null, null), lease("1"));
    var call = submit("0.50");
    gate.drain();
    assertThat(gate.isDrained()).isFalse();
    gate.settle(call.admission(), Money.parse("0.20"), false, Usage.NONE, now);
    var last = report();
    assertThat(last.windows().getFirst().spent()).isEqualTo(Money.parse("0.20"));
    assertThat(last.windows().getFirst().returned()).isEqualTo(Money.parse("0.80"));
    assertThat(gate.isDrained()).as("not before it was heard").isFalse();
    answer(limits(null, null), lease("1"));
    assertThat(gate.isDrained()).isTrue();
  }

  @Test
  void aLeaseOfAClosedDayIsForgottenOnceItIsBooked() {
    answer(limits(null, null), lease("1"));
    now += DAY_MILLIS * 1_000_000;
    assertThat(submit("0.10").waits()).as("the day is over").isTrue();
    assertThat(report().windows().getFirst().returned()).isEqualTo(Money.parse("1"));
    assertThat(journal).hasSize(1);
    answer(limits(null, null), lease(1, "1", true, -DAY_MILLIS, -1));
    assertThat(journal).isEmpty();
    assertThat(report().windows()).isEmpty();
  }

  @Test
  void aLeaseOfTheNextDayServesWhenItComes() {
    answer(limits(null, null), lease(2, "1", true, 1_000, DAY_MILLIS));
    var early = submit("0.10");
    assertThat(early.waits()).isTrue();
    now += SECOND;
    var call = submit("0.10");
    assertThat(early.admission().window()).isEqualTo("day2");
    assertThat(call.admissions).hasSize(1);
  }

  @Test
  void aDisownedLeaseIsDroppedAndTheNextOpensUnderAnotherName() {
    answer(limits(null, null), lease("1"));
    var call = submit("0.50");
    assertThat(answer(limits(null, null), lease(1, "0", false, 0, DAY_MILLIS))).isTrue();
    assertThat(journal).isEmpty();
    assertThat(submit("0.10").waits()).isTrue();
    gate.settle(call.admission(), Money.parse("0.50"), false, Usage.NONE, now);
    assertThat(journal).as("a settled call does not bring it back").isEmpty();
  }

  @Test
  void aLedgerThatForgotAGrantHasForgottenTheLease() {
    answer(limits(null, null), lease("1"));
    assertThat(answer(limits(null, null), lease("0.40"))).isTrue();
    assertThat(submit("0.10").waits()).isTrue();
  }

  @Test
  void whatIsFreeCoversACallThatCostsMoreThanItsReservation() {
    answer(limits(null, null), lease("1"));
    var call = submit("0.50");
    submit("0.30");
    assertThat(gate.uncovered(call.admission(), Money.parse("0.40"))).isEqualTo(Money.ZERO);
    assertThat(gate.uncovered(call.admission(), Money.parse("0.70"))).isEqualTo(Money.ZERO);
    assertThat(gate.uncovered(call.admission(), Money.parse("0.75")))
        .isEqualTo(Money.parse("0.05"));
    gate.settle(call.admission(), Money.parse("0.70"), false, Usage.NONE, now);
    assertThat(gate.uncovered(call.admission(), Money.parse("9"))).isEqualTo(Money.ZERO);
    assertThat(submit("0.01").waits()).as("all is spent or reserved").isTrue();
  }

  @Test
  void aCallThatCostsMoreThanItsWorstCaseIsCounted() {
    answer(limits(null, null), lease("1"));
    var call = submit("0.50");
    gate.settle(call.admission(), Money.parse("0.70"), false, Usage.NONE, now);
    gate.settle(call.admission(), Money.parse("0.70"), false, Usage.NONE, now);
    assertThat(gate.overrun()).isEqualTo(Money.parse("0.20"));
    assertThat(report().windows().getFirst().spent()).isEqualTo(Money.parse("0.70"));
  }

  @Test
  void anUnbilledCallPutsItsMoneyBack() {
    answer(limits(null, null), lease("0.50"));
    var call = submit("0.50");
    var next = submit("0.50");
    gate.release(call.admission(), now);
    gate.release(call.admission(), now);
    assertThat(next.admissions).hasSize(1);
    assertThat(report().windows().getFirst().spent()).isEqualTo(Money.ZERO);
  }

  @Test
  void callsBeyondTheRateAreToldWhenToReturn() {
    answer(limits(2L, null), new RateGrant(78, 2, 3_000, 0), null, null, lease("9"));
    assertThat(submit("0.10").admissions).hasSize(1);
    assertThat(submit("0.10").admissions).hasSize(1);
    var third = submit("0.10");
    var wish = report();
    assertThat(wish.requests().wanted()).isEqualTo(1);
    assertThat(wish.requests().least()).isEqualTo(1);
    assertThat(wish.requests().returned()).isEmpty();
    answer(limits(2L, null), new RateGrant(78, 0, 3_000, 61_000), null, null, lease("9"));
    assertThat(third.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
    assertThat(third.refusal().retryAfterMillis()).isEqualTo(61_000);
  }

  @Test
  void aRateTokenServesForItsTimeOnlyAndThenGoesBack() {
    answer(limits(2L, null), new RateGrant(78, 2, 3_000, 0), null, null, lease("9"));
    now += 3 * SECOND;
    assertThat(submit("0.10").waits()).isTrue();
    assertThat(report().requests().returned()).containsExactly(new RateAsk.SlotReturn(78, 2));
  }

  @Test
  void unusedModelTokensGoBackWhenACallEnds() {
    answer(limits(null, 1_000L), null, new RateGrant(78, 1_000, 3_000, 0), null, lease("9"));
    var call = submit("0.10", 900);
    var next = submit("0.10", 600);
    assertThat(next.waits()).isTrue();
    gate.settle(call.admission(), Money.ZERO, false, Usage.ofTokens(200, 100), now);
    var wish = report().tokens();
    assertThat(wish.wanted()).isEqualTo(500);
    assertThat(wish.least()).isEqualTo(500);
    assertThat(wish.returned()).containsExactly(new RateAsk.SlotReturn(78, 600));
    answer(limits(null, 1_000L), null, new RateGrant(78, 0, 3_000, 5_000), null, lease("9"));
    assertThat(next.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
    assertThat(next.refusal().message()).contains("tokens");
  }

  @Test
  void anEstimatedCallKeepsItsModelTokens() {
    answer(limits(null, 1_000L), null, new RateGrant(78, 1_000, 3_000, 0), null, lease("9"));
    var call = submit("0.10", 900);
    gate.settle(call.admission(), call.admission().worst(), true, Usage.NONE, now);
    var report = report();
    assertThat(report.tokens().returned()).isEmpty();
    assertThat(report.windows().getFirst().estimated()).isEqualTo(Money.parse("0.10"));
  }

  @Test
  void aCallThatNoMinuteCanHoldIsInvalid() {
    answer(limits(null, 1_000L), null, new RateGrant(78, 0, 3_000, 0), null, lease("9"));
    var call = submit("0.10", 1_001);
    report();
    answer(limits(null, 1_000L), null, new RateGrant(78, 0, 3_000, 9), null, lease("9"));
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.INVALID_REQUEST);
    assertThat(call.refusal().message()).contains("1001 tokens");
  }

  @Test
  void aFallingLeaseIsRenewedBeforeACallHasToWait() {
    answer(limits(null, null), lease("1"));
    for (var i = 0; i < 4; i++) {
      gate.settle(submit("0.20").admission(), Money.parse("0.20"), false, Usage.NONE, now);
    }
    assertThat(gate.isSyncWanted(now)).isTrue();
    assertThat(report().burnPerSecond()).isEqualTo(Money.parse("0.08"));
  }

  @Test
  void anAnswerToAnEarlierRequestChangesNothing() {
    report();
    var early = seq;
    report();
    var late = grant(new RateGrant(78, 2, 3_000, 0), lease("1"));
    assertThat(gate.answer(late, early, now, now)).isFalse();
    assertThat(gate.limits()).as("not even the limits").isNull();
    assertThat(gate.answer(late, seq, now, now)).isFalse();
    assertThat(submit("0.50").admissions).hasSize(1);
  }

  @Test
  void aSecondAnswerToOneRequestBringsNoRateTwice() {
    report();
    var answer = grant(new RateGrant(78, 1, 3_000, 0), lease("9"));
    gate.answer(answer, seq, now, now);
    gate.answer(answer, seq, now, now);
    assertThat(submit("0.10").admissions).hasSize(1);
    assertThat(submit("0.10").waits()).isTrue();
  }

  @Test
  void aLateAnswerForgetsNoGrantAndBooksNoSpend() {
    answer(limits(null, null), lease("1"));
    report();
    var early = seq;
    var call = submit("0.50");
    gate.settle(call.admission(), Money.parse("0.50"), false, Usage.NONE, now);
    report();
    answer(limits(null, null), lease("2"));
    assertThat(gate.answer(grant(null, lease("1")), early, now, now))
        .as("the lease is not disowned")
        .isFalse();
    assertThat(submit("1.50").admissions).as("two dollars less the one spent").hasSize(1);
  }

  private static EndpointAnswer grant(@Nullable RateGrant requests, WindowGrant... windows) {
    return TestAnswer.of(ENDPOINT)
        .limits(limits(requests == null ? null : 60L, null))
        .leases(windows)
        .keep(Money.parse("9"))
        .rates(requests, null)
        .build();
  }

  @Test
  void rateIsAskedAheadSoThatCallsUnderLoadDoNotWait() {
    answer(limits(600L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    for (var i = 0; i < 8; i++) {
      submit("0.01");
    }
    var wish = report().requests();
    assertThat(wish.wanted()).isEqualTo(8);
    assertThat(wish.ahead()).as("eight in no time, smoothed, for two seconds").isEqualTo(4);
    answer(limits(600L, null), new RateGrant(78, 12, 3_000, 0), null, null, lease("9"));
    assertThat(submit("0.01").admissions).as("no round trip of its own").hasSize(1);
    assertThat(gate.isSyncWanted(now)).as("three are left").isFalse();
    assertThat(submit("0.01").admissions).hasSize(1);
    assertThat(submit("0.01").admissions).hasSize(1);
    assertThat(gate.isSyncWanted(now)).as("the last will not do for long").isTrue();
  }

  @Test
  void whoIsGrantedNothingAheadDoesNotAskAllTheTime() {
    answer(limits(600L, null), new RateGrant(78, 8, 3_000, 0), null, null, lease("9"));
    for (var i = 0; i < 8; i++) {
      assertThat(submit("0.01").admissions).hasSize(1);
    }
    assertThat(gate.isSyncWanted(now)).isTrue();
    report();
    answer(limits(600L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    assertThat(gate.isSyncWanted(now)).isFalse();
    now += 2 * SECOND;
    assertThat(gate.isSyncWanted(now)).isTrue();
    now += 20 * SECOND;
    assertThat(gate.isSyncWanted(now)).as("nobody calls any more").isFalse();
    assertThat(report().requests().ahead()).isZero();
  }

  @Test
  void aShareFillsEvenlyFromEmptyAndEndsWithoutWord() {
    var share = new RateGrant.Share(1_200, 3, 300_000);
    var grant = new RateGrant(0, 0, 3_000, 0, share);
    answer(limits(6_000L, null), grant, null, null, lease("9"));
    assertThat(submit("0.01").waits()).as("it starts empty").isTrue();
    assertThat(report().requests().heldPerMinute()).isEqualTo(1_200);
    now += SECOND / 20;
    answer(limits(6_000L, null), grant, null, null, lease("9"));
    assertThat(gate.waiting()).as("one each fifty milliseconds").isZero();
    now += 10 * SECOND;
    for (var i = 0; i < 3; i++) {
      assertThat(submit("0.01").admissions).as("no deeper than three").hasSize(1);
    }
    assertThat(submit("0.01").waits()).isTrue();
    now += 300 * SECOND;
    gate.expire(now);
    assertThat(submit("0.01").waits()).as("five minutes without the operator").isTrue();
    assertThat(report().requests().heldPerMinute()).isZero();
  }

  private static RateGrant ahead(long granted, long keep) {
    return new RateGrant(0, 0, 3_000, 0).with(new RateGrant.Standing(granted, keep, 90_000));
  }

  private RateAsk.Standing standing() {
    return Objects.requireNonNull(report().requests().standing());
  }

  @Test
  void tokensHeldAheadServeForTheirTimeWithoutTheOperator() {
    submit("0.01");
    answer(limits(60L, null), ahead(3, 2), null, null, lease("9"));
    assertThat(gate.waiting()).isZero();
    gate.unreachable("connection refused");
    now += 89 * SECOND;
    assertThat(submit("0.01").admissions).hasSize(1);
    now += SECOND;
    assertThat(submit("0.01").waits()).as("their time is up").isTrue();
  }

  @Test
  void whatIsUsedOfThemIsReportedAsATotalAndAskedForAnew() {
    answer(limits(60L, null), ahead(2, 2), null, null, lease("9"));
    submit("0.01");
    assertThat(gate.isSyncWanted(now)).isTrue();
    assertThat(standing().used()).isEqualTo(1);
    answer(limits(60L, null), ahead(3, 2), null, null, lease("9"));
    submit("0.01");
    submit("0.01");
    assertThat(standing().used()).isEqualTo(3);
    assertThat(submit("0.01").waits()).isTrue();
  }

  @Test
  void theSameProcessKeepsItsNameAndTheNextOneHasAnother() {
    var born = standing().born();
    assertThat(standing().born()).isEqualTo(born);
    var next = gate(List.of());
    var report = next.report(null, seq + 1, now).requests().standing();
    assertThat(Objects.requireNonNull(report).born()).isGreaterThan(born);
  }

  @Test
  void whatMayNotBeKeptGoesBackAndIsNotUsed() {
    submit("0.01");
    answer(limits(60L, null), ahead(6, 6), null, null, lease("9"));
    report();
    answer(limits(60L, null), ahead(6, 2), null, null, lease("9"));
    assertThat(standing().returned()).as("one was used, two are kept").isEqualTo(3);
    submit("0.01");
    submit("0.01");
    assertThat(submit("0.01").waits()).isTrue();
  }

  @Test
  void anOperatorOfAnEarlierVersionTakesThemBack() {
    answer(limits(60L, null), ahead(6, 6), null, null, lease("9"));
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    assertThat(submit("0.01").waits()).isTrue();
  }

  @Test
  void whatALedgerHasForgottenIsNotUsed() {
    answer(limits(60L, null), ahead(6, 6), null, null, lease("9"));
    submit("0.01");
    submit("0.01");
    report();
    answer(limits(60L, null), ahead(3, 6), null, null, lease("9"));
    submit("0.01");
    assertThat(submit("0.01").waits()).isTrue();
  }

  @Test
  void inTheMiddleOfABurstNothingIsWishedForAhead() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    for (var call = 0; call < 20; call++) {
      submit("0.01");
    }
    assertThat(standing().wanted()).isZero();
    now += 10 * SECOND;
    assertThat(standing().wanted()).isBetween(5L, 20L);
  }

  @Test
  void atTheEndAllGoBack() {
    answer(limits(60L, null), ahead(6, 6), null, null, lease("9"));
    submit("0.01");
    gate.drain();
    assertThat(standing()).isEqualTo(new RateAsk.Standing(1, 1, 5, 0));
  }

  @Test
  void aCallThatMayWaitInLineIsRefusedOnlyIfItsTurnComesTooLate() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    var patient = new TestCall("0.01", 0);
    var hurried = new TestCall("0.01", 0);
    gate.submit(patient, now + 60 * SECOND, now + 30 * SECOND, now);
    gate.submit(hurried, now + 60 * SECOND, now);
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 20_000), null, null, lease("9"));
    assertThat(hurried.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
    assertThat(hurried.refusal().retryAfterMillis()).isEqualTo(20_000);
    assertThat(patient.waits()).isTrue();
    now += 15 * SECOND;
    gate.expire(now);
    assertThat(patient.waits()).as("it asked for thirty seconds").isTrue();
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 16_000), null, null, lease("9"));
    assertThat(patient.refusal().retryAfterMillis())
        .as("its turn comes too late")
        .isEqualTo(16_000);
  }

  @Test
  void aCallWhoseTimeIsUpIsToldWhenItsRateComesBack() {
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 0), null, null, lease("9"));
    var call = submit("0.01");
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 2_900), null, null, lease("9"));
    assertThat(call.waits()).as("its turn comes within three seconds").isTrue();
    now += 2_800_000_000L;
    report();
    answer(limits(60L, null), new RateGrant(78, 0, 3_000, 900), null, null, lease("9"));
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
    assertThat(call.refusal().retryAfterMillis()).isEqualTo(900);
  }

  @Test
  void aCallThatWaitsForItsPodsTurnIsToldSo() {
    answer(limits(null, null), lease("0"));
    var call = submit("0.10");
    report();
    answer(
        TestAnswer.of(ENDPOINT)
            .leases(lease("0"))
            .queued("1000 pods hold dollars of this endpoint already")
            .build());
    now += Gate.PATIENCE_NANOS;
    gate.expire(now);
    assertThat(call.refusal().code()).isEqualTo(Refusal.Code.NO_LEASE);
    assertThat(call.refusal().message()).contains("1000 pods hold dollars");
  }

  @Test
  void callsGoOnWithoutAPauseWhenTheDayEnds() {
    answer(
        limits(null, null),
        lease(1, "1", true, -DAY_MILLIS, 5_000),
        lease(2, "1", true, 5_000, DAY_MILLIS));
    for (var second = 0; second < 10; second++) {
      var call = submit("0.05");
      assertThat(call.admission().window()).isEqualTo(second < 5 ? "day1" : "day2");
      gate.settle(call.admission(), Money.parse("0.05"), false, Usage.NONE, now);
      now += SECOND;
    }
  }

  @Test
  void aLeaseThatWasBookedAndForgottenIsNotSpentTwiceWhenItsDayComesBack() {
    answer(limits(null, null), lease("1"));
    var call = submit("0.80");
    gate.settle(call.admission(), Money.parse("0.80"), false, Usage.NONE, now);
    now += DAY_MILLIS * 1_000_000;
    report();
    answer(limits(null, null), lease(1, "1", true, -DAY_MILLIS, -1));
    assertThat(journal).as("all is booked").isEmpty();
    // By the clock of another leader the day is not over.
    var again =
        new WindowGrant(
            1,
            "day1",
            "i1",
            true,
            -DAY_MILLIS,
            2_000,
            Money.parse("1.30"),
            Money.parse("0.80"),
            Money.parse("0.20"));
    answer(limits(null, null), again);
    assertThat(submit("0.40").waits()).as("0.30 is free").isTrue();
    assertThat(report().windows().getFirst().spent()).isEqualTo(Money.parse("0.80"));
  }
}
