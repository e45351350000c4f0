package ai.kernelpanic09.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.account.Journal;
import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.account.PendingCall;
import ai.kernelpanic09.core.account.Refusal;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.TestAnswer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Failures that users of other gateways suffered, played with real gates against one real ledger.
 */
class UsersPainsTest {

  private static final EndpointName ENDPOINT = new EndpointName("ns", "endpoint");
  private static final Money WORST = Money.parse("0.10");
  private static final BudgetTerms THREE_CALLS =
      new BudgetTerms(Money.parse("0.30"), null, ZoneOffset.UTC, true, null, null);

  private LedgerState ledger = LedgerState.EMPTY;
  private Instant now = Instant.parse("2026-11-22T23:58:00Z");

  private long nanos() {
    return now.toEpochMilli() * 1_000_000;
  }

  /** A replica with its own gate. */
  private final class Pod {
    final String uid;
    final List<JournalEntry> journal = new ArrayList<>();
    final List<Admission> admitted = new ArrayList<>();
    final List<Refusal> refused = new ArrayList<>();
    final Gate gate;
    private long seq;

    Pod(String uid) {
      this.uid = uid;
      gate =
          new Gate(
              ENDPOINT,
              new Journal() {
                @Override
                public void write(JournalEntry entry) {
                  journal.add(entry);
                }

                @Override
                public void remove(EndpointName endpoint, long windowSeq, String incarnation) {}
              },
              List.of());
    }

    void call() {
      gate.submit(
          new PendingCall() {
            @Override
            public Demand demand(EndpointLimits limits) {
              return new Demand(WORST, 0);
            }

            @Override
            public void admitted(Admission admission) {
              admitted.add(admission);
            }

            @Override
            public void refused(Refusal refusal) {
              refused.add(refusal);
            }
          },
          nanos() + 60_000_000_000L,
          nanos());
    }

    void sync() {
      seq++;
      var report = gate.report(null, seq, nanos());
      var outcome =
          Ledger.apply(
              ledger,
              THREE_CALLS,
              List.of(new Ask(uid, "Deployment/app", "i1", seq, report)),
              now.toEpochMilli());
      ledger = outcome.next();
      var answer = outcome.answers().getFirst();
      var _ =
          gate.answer(
              TestAnswer.of(ENDPOINT, answer).limits(limits()).build(), seq, nanos(), nanos());
    }

    void settleAll(@Nullable Money cost) {
      for (var each : List.copyOf(admitted)) {
        gate.settle(each, cost == null ? each.worst() : cost, false, Usage.NONE, nanos());
      }
    }
  }

  private static EndpointLimits limits() {
    return TestLimits.revision("r1").build();
  }

  @Test
  void pain1EightParallelFirstCallsDoNotAllPass() {
    var pod = new Pod("pod");
    for (var i = 0; i < 8; i++) {
      pod.call();
    }
    for (var round = 0; round < 5; round++) {
      pod.sync();
      now = now.plusMillis(300);
    }
    assertThat(pod.admitted).as("a budget of three calls").hasSize(3);
    pod.settleAll(null);
    pod.sync();
    pod.sync();
    assertThat(pod.refused).hasSize(5);
    assertThat(pod.refused).allMatch(each -> each.code() == Refusal.Code.BUDGET_EXHAUSTED);
  }

  @Test
  void pain2TenReplicasHaveOneBudgetAndNotTen() {
    var pods = new ArrayList<Pod>();
    for (var i = 0; i < 10; i++) {
      pods.add(new Pod("pod" + i));
    }
    for (var round = 0; round < 6; round++) {
      for (var pod : pods) {
        pod.call();
        pod.sync();
        pod.settleAll(null);
        now = now.plusMillis(100);
      }
    }
    assertThat(pods.stream().mapToInt(pod -> pod.admitted.size()).sum()).isEqualTo(3);
  }

  @Test
  void pain3AReservationIsNeitherLeakedNorSettledTwice() {
    var pod = new Pod("pod");
    for (var round = 0; round < 50; round++) {
      pod.admitted.clear();
      pod.call();
      pod.sync();
      pod.sync();
      assertThat(pod.admitted).as("round " + round).hasSize(1);
      var admission = pod.admitted.getFirst();
      pod.gate.release(admission, nanos());
      pod.gate.release(admission, nanos());
      pod.gate.settle(admission, WORST, false, Usage.NONE, nanos());
      now = now.plusMillis(50);
    }
    pod.sync();
    assertThat(ledger.costTotal()).as("none of them was billed").isEqualTo(Money.ZERO);
  }

  @Test
  void pain4AProcessThatLostItsCounterGetsNoFreshBudget() {
    var pod = new Pod("pod");
    pod.call();
    pod.sync();
    pod.sync();
    var heir = new Pod("heir");
    for (var i = 0; i < 5; i++) {
      heir.call();
    }
    for (var round = 0; round < 5; round++) {
      heir.sync();
      now = now.plusMillis(300);
    }
    assertThat(heir.admitted.size() + pod.admitted.size())
        .as("what the lost one held stays counted")
        .isLessThanOrEqualTo(3);
    assertThat(heir.admitted).hasSizeLessThan(3);
  }

  @Test
  void pain5ACallOfUnknownOutcomeIsChargedItsWorstCaseAndNotNothing() {
    var pod = new Pod("pod");
    pod.call();
    pod.sync();
    pod.sync();
    var admission = pod.admitted.getFirst();
    pod.gate.settle(admission, admission.worst(), true, Usage.NONE, nanos());
    pod.sync();
    assertThat(ledger.costTotal()).isEqualTo(WORST);
    assertThat(ledger.days().getFirst().estimated()).isEqualTo(WORST);
  }

  @Test
  void pain10MidnightZeroesNothingAndALateReportSettlesItsOwnDay() {
    var pod = new Pod("pod");
    pod.call();
    pod.sync();
    pod.sync();
    now = Instant.parse("2026-11-23T00:00:05Z");
    pod.settleAll(Money.parse("0.07"));
    pod.sync();
    assertThat(ledger.days().getFirst().id()).isEqualTo("2026-11-22");
    assertThat(ledger.days().getFirst().spent()).isEqualTo(Money.parse("0.07"));
    assertThat(ledger.days().getLast().id()).isEqualTo("2026-11-23");
    assertThat(ledger.days().getLast().spent()).isEqualTo(Money.ZERO);
    assertThat(ledger.costTotal()).isEqualTo(Money.parse("0.07"));
  }
}
