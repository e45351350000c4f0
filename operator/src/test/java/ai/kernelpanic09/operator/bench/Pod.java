package ai.kernelpanic09.operator.bench;

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
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.TestAnswer;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.budget.Settled;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A sidecar's account, with asks of its own to the authority; for one thread at a time. */
final class Pod {

  static final Money WORST = Money.parse("0.05");

  private static final EndpointLimits LIMITS = TestLimits.revision("r1").build();
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final Journal NO_JOURNAL =
      new Journal() {
        @Override
        public void write(JournalEntry entry) {}

        @Override
        public void remove(EndpointName endpoint, long windowSeq, String incarnation) {}
      };

  private final EndpointName endpoint;
  private final String uid;
  private final Gate gate;
  private long seq;

  Money spent = Money.ZERO;
  boolean exhausted;

  Pod(EndpointName endpoint, String uid) {
    this.endpoint = endpoint;
    this.uid = uid;
    gate = new Gate(endpoint, NO_JOURNAL, List.of());
  }

  /**
   * Asks once, as a sidecar does when it starts: after it, the pod knows the limits and holds
   * nothing.
   */
  void greet(BudgetAuthority authority) {
    var sent = System.nanoTime();
    answered(ask(authority).join(), sent);
  }

  /**
   * Submits a call, and asks until it is let through or refused; returns whether it was let
   * through.
   */
  boolean firstCall(BudgetAuthority authority) {
    var call = new OneCall(Money.ZERO);
    var end = System.nanoTime() + PATIENCE_NANOS;
    gate.submit(call, end, System.nanoTime());
    while (!call.admitted && !call.refused && System.nanoTime() - end < 0) {
      greet(authority);
    }
    return call.admitted;
  }

  /** Submits a call that costs {@code cost} as soon as it is let through. */
  void call(Money cost) {
    gate.submit(new OneCall(cost), System.nanoTime() + PATIENCE_NANOS, System.nanoTime());
  }

  boolean wantsToAsk() {
    return gate.isSyncWanted(System.nanoTime());
  }

  boolean waits() {
    return gate.waiting() > 0;
  }

  void expire() {
    gate.expire(System.nanoTime());
  }

  CompletableFuture<Settled> ask(BudgetAuthority authority) {
    seq++;
    var report = gate.report(null, seq, System.nanoTime());
    return authority.submit(endpoint, new Ask(uid, "Deployment/bench", "i", seq, report));
  }

  void answered(Settled settled, long sentNanos) {
    var _ = gate.answer(answer(settled.answer()), seq, sentNanos, System.nanoTime());
  }

  void unreachable() {
    gate.unreachable("the authority did not answer");
  }

  private EndpointAnswer answer(LedgerAnswer ledger) {
    return TestAnswer.of(endpoint, ledger).limits(LIMITS).build();
  }

  private final class OneCall implements PendingCall {
    private final Money cost;
    boolean admitted;
    boolean refused;

    OneCall(Money cost) {
      this.cost = cost;
    }

    @Override
    public Demand demand(EndpointLimits limits) {
      return new Demand(WORST, 0);
    }

    @Override
    public void admitted(Admission admission) {
      admitted = true;
      spent = spent.plus(cost);
      gate.settle(admission, cost, false, Usage.ofTokens(24, 51), System.nanoTime());
    }

    @Override
    public void refused(Refusal refusal) {
      refused = true;
      exhausted |= refusal.code() == Refusal.Code.BUDGET_EXHAUSTED;
    }
  }
}
