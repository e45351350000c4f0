package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.EstimateSettlement;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.ledger.Lease;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.ResetOrder;
import ai.kernelpanic09.core.ledger.Resolved;
import ai.kernelpanic09.core.ledger.SettleOrder;
import ai.kernelpanic09.core.ledger.WriteOff;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import ai.kernelpanic09.operator.budget.StoreDouble.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer holds a grant that is not durable, whatever happens to commits and leaders. */
class EndpointLedgerTest {

  private static final EndpointName NAME = new EndpointName("ai-workloads", "claude");
  private static final Money CALL = Money.parse("0.01");

  private final SteppingClock clock = new SteppingClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final StoreDouble store = new StoreDouble(clock);
  private String leader = "a";
  private Floor floor = Floor.NONE;
  private BudgetTerms terms = terms("10.00");
  private final List<String> told = new ArrayList<>();
  private @Nullable ResetOrder order;
  private @Nullable SettleOrder settleOrder;

  private static BudgetTerms terms(String daily) {
    return new BudgetTerms(
        Money.parse(daily), Money.parse("200.00"), ZoneOffset.UTC, true, null, null);
  }

  /** The ledger as the operator {@code name} keeps it; it works on the asking thread. */
  private EndpointLedger operator(String name) {
    return operator(name, new WritePace(1_000_000, System::nanoTime), Runnable::run);
  }

  private EndpointLedger operator(String name, WritePace pace, Executor executor) {
    var count = new int[1];
    var committer =
        new LedgerCommitter(
            NAME,
            store,
            pace,
            () -> name + "-" + count[0]++,
            (endpoint, uid, fresh) -> fresh ? floor : Floor.NONE,
            () -> leader.equals(name),
            clock,
            new Heard());
    return new EndpointLedger(NAME, committer, new Terms(), holder -> false, clock, executor);
  }

  private static Ask ask(String holder, long seq, WindowReport... reports) {
    return TestAsks.waiting(NAME, holder, seq, CALL, reports);
  }

  /** Dollars of the answer, which must be durable by now. */
  private Money granted(CompletableFuture<Settled> answer, String holder) {
    assertThat(answer).isCompleted();
    var granted =
        answer.join().answer().windows().stream()
            .map(each -> each.granted())
            .reduce(Money.ZERO, Money::plus);
    assertThat(store.granted(holder)).isEqualTo(granted);
    return granted;
  }

  private static LedgerRefusal.Reason refusal(CompletableFuture<Settled> answer) {
    try {
      var settled = answer.join();
      throw new AssertionError("answered " + settled);
    } catch (CompletionException e) {
      if (e.getCause() instanceof LedgerRefusal refused) {
        return refused.reason();
      }
      throw e;
    }
  }

  @Test
  void takesTheLedgerOverBeforeItGrants() {
    var answer = operator("a").submit(ask("pod-1", 1));

    assertThat(granted(answer, "pod-1")).isGreaterThanOrEqualTo(CALL);
    assertThat(answer.join().epoch()).isEqualTo(1);
    assertThat(store.commits()).containsExactly("a-0", "a-1");
  }

  @Test
  void aRepeatedRequestGetsTheSameAnswerAndNoSecondGrant() {
    var ledger = operator("a");
    var first = granted(ledger.submit(ask("pod-1", 1)), "pod-1");

    assertThat(granted(ledger.submit(ask("pod-1", 1)), "pod-1")).isEqualTo(first);
  }

  @Test
  void whoAsksWhileTheLedgerWaitsForItsTurnIsAnsweredInIt() {
    var time = new AtomicLong();
    var looks = new AtomicInteger();
    var pace =
        new WritePace(
            50,
            () -> {
              looks.incrementAndGet();
              return time.get();
            });
    var ledger = operator("a", pace, Thread::startVirtualThread);
    var taken = ledger.submit(ask("pod-1", 1));
    await()
        .atMost(ONE_MINUTE)
        .until(() -> time.addAndGet(TimeUnit.SECONDS.toNanos(1)) > 0 && taken.isDone());

    // Takes the turn that is due, as another endpoint's write does.
    pace.await(() -> false);
    var looked = looks.get();
    var first = ledger.submit(ask("pod-2", 1));
    await().atMost(ONE_MINUTE).until(() -> looks.get() > looked);
    var second = ledger.submit(ask("pod-3", 1));
    time.addAndGet(TimeUnit.SECONDS.toNanos(1));
    await().atMost(ONE_MINUTE).until(() -> first.isDone() && second.isDone());

    granted(first, "pod-2");
    granted(second, "pod-3");
    assertThat(store.commits()).containsExactly("a-0", "a-1", "a-2");
  }

  @Test
  void nothingIsGrantedToOneWhoHasGivenUpMeanwhile() {
    var time = new AtomicLong();
    var pace = new WritePace(50, time::get);
    var ledger = operator("a", pace, Thread::startVirtualThread);
    var taken = ledger.submit(ask("pod-1", 1));
    await()
        .atMost(ONE_MINUTE)
        .until(() -> time.addAndGet(TimeUnit.SECONDS.toNanos(1)) > 0 && taken.isDone());

    // Takes the turn that is due, so that the ledger waits for the next one.
    pace.await(() -> false);
    var late = ledger.submit(ask("pod-2", 1));
    late.cancel(false);
    var other = ledger.submit(ask("pod-3", 1));
    await()
        .atMost(ONE_MINUTE)
        .until(() -> time.addAndGet(TimeUnit.SECONDS.toNanos(1)) > 0 && other.isDone());

    granted(other, "pod-3");
    assertThat(store.granted("pod-2")).isEqualTo(Money.ZERO);
  }

  @Test
  void aLedgerThatCannotBeWrittenFailsUntilItCan() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    assertThat(ledger.isFailing()).isFalse();
    store.fail(Fault.INVALID, Fault.INVALID, Fault.INVALID, Fault.INVALID);
    assertThat(refusal(ledger.submit(ask("pod-2", 1)))).isEqualTo(LedgerRefusal.Reason.UNAVAILABLE);

    assertThat(ledger.isFailing()).isTrue();
    store.fail();
    await().atMost(ONE_MINUTE).until(() -> ledger.submit(ask("pod-2", 2)).isDone());
    granted(ledger.submit(ask("pod-2", 3)), "pod-2");
    assertThat(ledger.isFailing()).isFalse();
  }

  @Test
  void anAskThatChangesNothingWaitsForNoTurn() {
    var time = new AtomicLong();
    var pace = new WritePace(50, time::get);
    var ledger = operator("a", pace, Thread::startVirtualThread);
    var first = ledger.submit(ask("pod-1", 1));
    await()
        .atMost(ONE_MINUTE)
        .until(() -> time.addAndGet(TimeUnit.SECONDS.toNanos(1)) > 0 && first.isDone());

    // Takes the turn that is due: no other becomes due.
    pace.await(() -> false);
    var again = ledger.submit(ask("pod-1", 1));
    await().atMost(ONE_MINUTE).until(again::isDone);

    assertThat(granted(again, "pod-1")).isEqualTo(granted(first, "pod-1"));
    assertThat(store.commits()).containsExactly("a-0", "a-1");
  }

  @Test
  void aCommitThatNeverArrivedIsSentAgain() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    store.fail(Fault.LOST, Fault.LOST);

    granted(ledger.submit(ask("pod-2", 1)), "pod-2");

    assertThat(store.commits()).containsExactly("a-0", "a-1", "a-2");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundByItsId() {
    var ledger = operator("a");
    store.fail(Fault.UNANSWERED, Fault.UNANSWERED);

    granted(ledger.submit(ask("pod-1", 1)), "pod-1");

    assertThat(store.commits()).containsExactly("a-0", "a-1");
  }

  @Test
  void whileNobodyKnowsWhatBecameOfACommitNobodyIsAnswered() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    store.fail(Fault.UNANSWERED);
    store.awayForReads(100);

    assertThat(refusal(ledger.submit(ask("pod-2", 1)))).isEqualTo(LedgerRefusal.Reason.UNAVAILABLE);

    // The commit had become durable: its grant stays counted, and the next ask gets it.
    store.awayForReads(0);
    var durable = store.granted("pod-2");
    assertThat(durable).isGreaterThanOrEqualTo(CALL);
    assertThat(granted(ledger.submit(ask("pod-2", 1)), "pod-2")).isEqualTo(durable);
    assertThat(store.state().epoch()).isEqualTo(1);
  }

  @Test
  void aGrantThatNeverBecameDurableIsGrantedOnce() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    store.fail(Fault.LOST);
    store.awayForReads(100);
    assertThat(refusal(ledger.submit(ask("pod-2", 1)))).isEqualTo(LedgerRefusal.Reason.UNAVAILABLE);
    assertThat(store.granted("pod-2")).isEqualTo(Money.ZERO);

    store.awayForReads(0);

    assertThat(granted(ledger.submit(ask("pod-2", 1)), "pod-2")).isGreaterThanOrEqualTo(CALL);
  }

  @Test
  void aWriteThatTheApiServerKeepsRefusingIsGivenUp() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    store.fail(Fault.INVALID, Fault.INVALID, Fault.INVALID, Fault.INVALID);

    assertThat(refusal(ledger.submit(ask("pod-2", 1)))).isEqualTo(LedgerRefusal.Reason.UNAVAILABLE);
    assertThat(store.granted("pod-2")).isEqualTo(Money.ZERO);
  }

  @Test
  void anOldLeaderThatStillTalksIsFenced() {
    var old = operator("a");
    var first = granted(old.submit(ask("pod-1", 1)), "pod-1");
    leader = "b";
    var successor = operator("b");
    granted(successor.submit(ask("pod-2", 1)), "pod-2");
    var before = store.commits();

    // An ask that needs no commit gets only the durable grant from before.
    assertThat(granted(old.submit(ask("pod-1", 2)), "pod-1")).isEqualTo(first);
    for (var i = 3; i < 7; i++) {
      assertThat(refusal(old.submit(ask("pod-" + i, 1))))
          .isEqualTo(LedgerRefusal.Reason.NOT_LEADER);
    }

    assertThat(store.commits()).isEqualTo(before);
    assertThat(store.state().epoch()).isEqualTo(2);
    granted(successor.submit(ask("pod-1", 3)), "pod-1");
  }

  @Test
  void anOldLeaderCannotTakeALedgerThatItHasNotKept() {
    leader = "b";

    assertThat(refusal(operator("a").submit(ask("pod-1", 1))))
        .isEqualTo(LedgerRefusal.Reason.NOT_LEADER);

    assertThat(store.commits()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"LOST", "UNANSWERED"})
  void aTakeoverInTheMiddleOfACommitWinsOrWaits(Fault fault) {
    var old = operator("a");
    granted(old.submit(ask("pod-1", 1)), "pod-1");
    var successor = operator("b");
    store.beforeNextCommit(
        () -> {
          leader = "b";
          granted(successor.submit(ask("pod-2", 1)), "pod-2");
          store.fail(fault);
        });

    assertThat(refusal(old.submit(ask("pod-3", 1)))).isEqualTo(LedgerRefusal.Reason.NOT_LEADER);

    assertThat(store.granted("pod-3")).isEqualTo(Money.ZERO);
    assertThat(store.state().epoch()).isEqualTo(2);
  }

  @Test
  void whatTheOldLeaderCommittedIsKnownToTheNewOne() {
    var first = granted(operator("a").submit(ask("pod-1", 1)), "pod-1");
    leader = "b";

    assertThat(granted(operator("b").submit(ask("pod-1", 1)), "pod-1")).isEqualTo(first);
  }

  @Test
  void twoThatBothBelieveTheyLeadNeverGrantMoreThanTheBudget() {
    terms = terms("0.05");
    // The lease tells both that they lead: only the compare-and-swap keeps them from granting too
    // much.
    var one = operator("a");
    var other =
        new EndpointLedger(
            NAME,
            new LedgerCommitter(
                NAME,
                store,
                new WritePace(1_000_000, System::nanoTime),
                new Ids("b")::next,
                (endpoint, uid, fresh) -> Floor.NONE,
                () -> true,
                clock,
                new Heard()),
            endpoint -> Optional.of(terms),
            holder -> false,
            clock,
            Runnable::run);
    var answered = Money.ZERO;
    for (var i = 0; i < 12; i++) {
      var holder = "pod-" + i;
      var answer = (i % 2 == 0 ? one : other).submit(ask(holder, 1));
      if (!answer.isCompletedExceptionally()) {
        answered = answered.plus(granted(answer, holder));
      }
    }

    assertThat(answered).isGreaterThan(Money.ZERO).isLessThanOrEqualTo(Money.parse("0.05"));
  }

  @Test
  void aDeletedEndpointIsNoMore() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    store.replace(null);

    assertThat(refusal(ledger.submit(ask("pod-2", 1)))).isEqualTo(LedgerRefusal.Reason.NO_ENDPOINT);
  }

  @Test
  void anEndpointMadeAgainStartsFromItsFloor() {
    var ledger = operator("a");
    var granted = granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    floor = Ledger.floor(store.state(), clock.millis());
    store.replace("uid-2");
    // As after the finalizer's call: the operator then opens another ledger for the new object.
    assertThat(ledger.close()).isCompleted();

    granted(operator("a").submit(ask("pod-2", 1)), "pod-2");

    assertThat(store.state().days())
        .filteredOn(window -> window.id().equals("2026-03-10"))
        .singleElement()
        .extracting(Day::spent)
        .isEqualTo(granted);
    assertThat(store.granted("pod-1")).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRestoredStatusForgetsNothing(boolean afterAFailure) {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    var backup = store.durable();
    var lease = store.state().days().getFirst().leases().getFirst();
    var spent = Money.parse("0.01");
    var report =
        new WindowReport(
            store.state().days().getFirst().seq(),
            lease.incarnation(),
            spent,
            Money.ZERO,
            Money.ZERO,
            Money.ZERO,
            new UsageTotals(1, 1, 1, 0, 0));
    granted(ledger.submit(ask("pod-1", 2, report)), "pod-1");
    granted(ledger.submit(ask("pod-2", 1)), "pod-2");
    var used = used(store.durable());

    store.restore(backup);
    if (afterAFailure) {
      store.fail(Fault.LOST);
      store.awayForReads(100);
      assertThat(refusal(ledger.submit(ask("pod-3", 1))))
          .isEqualTo(LedgerRefusal.Reason.UNAVAILABLE);
      store.awayForReads(0);
    }
    clock.advance(Duration.ofSeconds(1));
    granted(ledger.submit(ask("pod-3", 1)), "pod-3");

    assertThat(used(store.durable())).isGreaterThanOrEqualTo(used.plus(CALL));
    assertThat(store.state().epoch()).isEqualTo(2);
  }

  private static Money used(DurableLedger ledger) {
    return ledger.toState().days().stream().map(Day::used).reduce(Money.ZERO, Money::plus);
  }

  @Test
  void aLedgerThatIsClosedAnswersNobody() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");

    assertThat(ledger.close()).isCompleted();

    assertThatThrownBy(() -> ledger.submit(ask("pod-1", 2)).join())
        .hasCauseInstanceOf(LedgerRefusal.class);
    assertThat(store.commits()).hasSize(2);
  }

  @Test
  void anOrderToResetIsCarriedOutOnceAndTold() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    ledger.submit(ask("pod-1", 2, report("0.01"))).join();
    order = new ResetOrder("r1", "alice", ResetOrder.Budget.DAILY, "load test");

    ledger.tick();
    var commits = store.commits().size();
    ledger.tick();

    assertThat(store.commits()).as("nothing more to write").hasSize(commits);
    assertThat(told).containsExactly("reset 2026-03-10 by alice");
    // The next leader does not carry it out again either.
    leader = "b";
    operator("b").submit(ask("pod-2", 1)).join();
    assertThat(told).hasSize(1);
  }

  private static SettleOrder settling(String id, String estimates, String billed) {
    return new SettleOrder(
        id,
        "alice",
        "2026-03-10",
        new Resolved(Money.parse(estimates), Money.parse(billed)),
        "logs of the 10th");
  }

  @Test
  void anOrderToSettleIsCarriedOutOnceAndToldWithTheThresholdsThatItCrosses() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    ledger.submit(ask("pod-1", 2, report("0.01", "0.01"))).join();
    settleOrder = settling("s1", "0.01", "0.002");

    ledger.tick();
    var commits = store.commits().size();
    ledger.tick();

    assertThat(store.commits()).as("nothing more to write").hasSize(commits);
    assertThat(told).containsExactly("settled 0.01 at 0.002 of 2026-03-10 by alice");
    // The next leader does not carry it out again either.
    leader = "b";
    var next = operator("b");
    next.submit(ask("pod-2", 1)).join();
    assertThat(told).hasSize(1);
    assertThat(store.state().days().getFirst().resolved())
        .isEqualTo(new Resolved(Money.parse("0.01"), Money.parse("0.002")));

    settleOrder = settling("s2", "0.01", "5.00");
    next.tick();
    assertThat(told.subList(1, 3))
        .containsExactlyInAnyOrder(
            "settled 0.01 at 5.00 of 2026-03-10 by alice", "daily 50 at 5.00");
  }

  @Test
  void anOrderThatCannotBeTrueIsRefusedOnceAndTold() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    settleOrder = settling("s1", "0.01", "0.00");

    ledger.tick();
    var commits = store.commits().size();
    ledger.tick();

    assertThat(store.commits()).as("nothing more to write").hasSize(commits);
    assertThat(told).singleElement().asString().contains("only 0.00 are booked as estimates");
    assertThat(store.state().days().getFirst().resolved()).isEqualTo(Resolved.NONE);
  }

  @Test
  void whoIsSilentForTenMinutesIsMarkedAndReportsAgain() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    clock.advance(Duration.ofMinutes(9));
    ledger.tick();
    assertThat(lines(ledger)).noneMatch(Lease::dead);

    clock.advance(Duration.ofMinutes(2));
    ledger.tick();
    assertThat(lines(ledger)).allMatch(Lease::dead);

    ledger.submit(ask("pod-1", 2, report("0.00"))).join();
    assertThat(lines(ledger)).noneMatch(Lease::dead);
  }

  @Test
  void whatALostPodHadIsWrittenOffAnHourAfterTheDayAndTold() {
    var ledger = operator("a");
    var lost = granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    clock.advance(Duration.ofHours(12));
    ledger.tick();
    clock.advance(Duration.ofHours(1));
    ledger.tick();

    assertThat(told).containsExactly("written off " + lost + " of 2026-03-10");
  }

  private static List<Lease> lines(EndpointLedger ledger) {
    return Objects.requireNonNull(ledger.state()).days().getFirst().leases();
  }

  private WindowReport report(String spent) {
    return report(spent, "0.00");
  }

  private WindowReport report(String spent, String estimated) {
    return new WindowReport(
        LocalDate.of(2026, 3, 10).toEpochDay(),
        "first",
        Money.parse(spent),
        Money.ZERO,
        Money.parse(estimated),
        Money.ZERO,
        UsageTotals.ZERO);
  }

  @Test
  void timeAloneIsWrittenOnlyWhenADifferenceCanBeSeen() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    var before = store.commits();

    clock.advance(Duration.ofMinutes(1));
    ledger.tick();
    assertThat(store.commits()).isEqualTo(before);

    clock.advance(Duration.ofHours(13));
    ledger.tick();
    assertThat(store.commits()).hasSizeGreaterThan(before.size());
    assertThat(store.durable().budget().daily())
        .satisfies(day -> assertThat(String.valueOf(day)).contains("2026-03-11"));
  }

  /** Commit ids of one operator. */
  private static final class Ids {
    private final String name;
    private int count;

    Ids(String name) {
      this.name = name;
    }

    String next() {
      return name + "-" + count++;
    }
  }

  private DurableLedger edited(UnaryOperator<String> line, String start) {
    var ledger = store.durable();
    var budget = ledger.budget();
    var windows =
        budget.windows().stream()
            .map(
                each ->
                    new BudgetStatus.WindowStatus(
                        each.seq(),
                        each.id(),
                        each.month(),
                        each.zone(),
                        start.isEmpty() ? each.start() : start,
                        each.end(),
                        each.spent(),
                        each.estimated(),
                        each.resolved(),
                        each.billed(),
                        each.writtenOff(),
                        each.forgiven(),
                        each.leased(),
                        each.holders().stream().map(line).toList()))
            .toList();
    return new DurableLedger(
        new BudgetStatus(
            budget.epoch(),
            budget.commitId(),
            budget.daily(),
            budget.monthly(),
            budget.holders(),
            windows,
            budget.months(),
            budget.resets(),
            budget.settlements(),
            budget.requests(),
            budget.tokens()),
        ledger.usage(),
        ledger.spenders(),
        List.of("2026-03-10 0.01 1 app-1 Kind/a b", "nonsense"));
  }

  @Test
  void aLineThatCannotBeReadStopsItsHolderAloneAndIsTold() {
    var first = operator("a");
    granted(first.submit(ask("pod-1", 1)), "pod-1");
    granted(first.submit(ask("pod-2", 1)), "pod-2");
    var used = used(store.durable());
    store.restore(edited(each -> each.startsWith("pod-1 ") ? "pod-1 what is this" : each, ""));

    leader = "b";
    var second = operator("b");
    var stopped = second.submit(ask("pod-1", 2)).join().answer();
    var other = second.submit(ask("pod-2", 2)).join().answer();

    assertThat(stopped.windows()).isEmpty();
    assertThat(stopped.queued()).contains("can't be read");
    assertThat(other.windows()).isNotEmpty();
    assertThat(used(store.durable())).isGreaterThanOrEqualTo(used);
    assertThat(store.durable().budget().windows().getFirst().holders())
        .contains("pod-1 what is this");
    assertThat(told)
        .contains(
            "kept status.budget.windows[2026-03-10].holders: 'pod-1 what is this': 'pod-1 what is"
                + " this' has 4 parts, not 12",
            "dropped status.pods: 'nonsense': 'nonsense' has 1 parts, not 5");
  }

  @Test
  void aLineThatAHandMendsIsTakenUpAndNotWrittenOver() {
    var first = operator("a");
    var before = granted(first.submit(ask("pod-1", 1)), "pod-1");
    var line = store.durable().budget().windows().getFirst().holders().getFirst();
    store.restore(edited(each -> "pod-1 what is this", ""));
    leader = "b";
    var second = operator("b");
    assertThat(second.submit(ask("pod-1", 2)).join().answer().windows()).isEmpty();
    var used = used(store.durable());
    var old = edited(each -> each.startsWith("pod-1 ") ? line : each, "");
    assertThat(second.submit(ask("pod-2", 1)).join().answer().windows()).isNotEmpty();
    clock.advance(Duration.ofSeconds(1));

    // The edit is based on the lines from before pod-2 got its lease.
    var now = store.durable().budget();
    store.restore(
        new DurableLedger(
            new BudgetStatus(
                now.epoch(),
                now.commitId(),
                now.daily(),
                now.monthly(),
                now.holders(),
                old.budget().windows(),
                now.months(),
                now.resets(),
                now.settlements(),
                now.requests(),
                now.tokens()),
            old.usage(),
            old.spenders(),
            old.pods()));

    var mended = second.submit(ask("pod-1", 3)).join().answer();
    assertThat(mended.windows())
        .singleElement()
        .satisfies(each -> assertThat(each.granted()).isGreaterThanOrEqualTo(before));
    assertThat(store.state().days().getFirst().unread()).isNull();
    assertThat(store.granted("pod-2").isPositive()).isTrue();
    assertThat(used(store.durable())).isGreaterThanOrEqualTo(used);
  }

  @Test
  void aLedgerWhoseDayCannotBeToldFailsClosedUntilItIsMended() {
    var first = operator("a");
    granted(first.submit(ask("pod-1", 1)), "pod-1");
    var whole = store.durable();
    store.restore(edited(UnaryOperator.identity(), "noon"));

    leader = "b";
    var second = operator("b");

    assertThat(refusal(second.submit(ask("pod-1", 2)))).isEqualTo(LedgerRefusal.Reason.UNREADABLE);
    assertThat(told)
        .contains(
            "failed UNREADABLE status.budget.windows[2026-03-10].start: 'noon' is no time such as"
                + " RFC 3339 has; mend it in the status");

    store.restore(whole);
    assertThat(second.submit(ask("pod-1", 3)).join().answer().windows()).isNotEmpty();
  }

  @Test
  void aWriteThatTheApiServerRefusesIsToldInItsWords() {
    var ledger = operator("a");
    granted(ledger.submit(ask("pod-1", 1)), "pod-1");
    store.fail(Fault.INVALID, Fault.INVALID, Fault.INVALID, Fault.INVALID);

    assertThat(refusal(ledger.submit(ask("pod-2", 1)))).isEqualTo(LedgerRefusal.Reason.UNAVAILABLE);
    assertThat(told).contains("failed UNAVAILABLE the ledger can't be written: no such field");
  }

  private final class Terms implements TermsSource {
    @Override
    public Optional<BudgetTerms> terms(EndpointName endpoint) {
      return Optional.of(terms);
    }

    @Override
    public Optional<ResetOrder> resetOrdered(EndpointName endpoint) {
      return Optional.ofNullable(order);
    }

    @Override
    public Optional<SettleOrder> settleOrdered(EndpointName endpoint) {
      return Optional.ofNullable(settleOrder);
    }
  }

  private final class Heard implements LedgerEvents {
    @Override
    public void crossed(EndpointName endpoint, Crossing crossing) {
      told.add(crossing.budget() + " " + crossing.percent() + " at " + crossing.used());
    }

    @Override
    public void settled(EndpointName endpoint, EstimateSettlement each) {
      told.add(
          each.refused() == null
              ? "settled %s at %s of %s by %s"
                  .formatted(each.resolved(), each.billed(), each.window(), each.by())
              : "refused " + each.refused());
    }

    @Override
    public void committed(EndpointName endpoint, DurableLedger ledger) {}

    @Override
    public void reset(EndpointName endpoint, Reset reset) {
      told.add("reset " + reset.window() + " by " + reset.by());
    }

    @Override
    public void writtenOff(EndpointName endpoint, WriteOff lost) {
      told.add("written off " + lost.amount() + " of " + lost.window());
    }

    @Override
    public void unread(EndpointName endpoint, LedgerReading reading) {
      reading.kept().forEach(each -> told.add("kept " + each));
      reading.dropped().forEach(each -> told.add("dropped " + each));
    }

    @Override
    public void failed(EndpointName endpoint, LedgerRefusal refusal) {
      told.add("failed " + refusal.reason() + " " + refusal.getMessage());
    }

    @Override
    public void conflicted(EndpointName endpoint) {}

    @Override
    public void dropped(EndpointName endpoint) {}
  }
}
