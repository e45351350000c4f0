package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.account.PendingCall;
import ai.kernelpanic09.core.account.Refusal;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import java.time.LocalDate;

/** One call of an app, with its worst case, its true cost, and its end as the caller sees it. */
final class AppCall implements PendingCall {

  /** How a call ends, as its caller sees it. */
  enum End {
    ANSWERED,
    UNCLEAR,
    REFUSED_BY_PROVIDER
  }

  private final SimulatedSystem world;
  private final SimulatedPod holder;
  final Demand demand;
  final Money cost;
  final long tokensUsed;
  private final End end;
  private boolean decided;
  boolean settled;

  AppCall(
      SimulatedSystem world,
      SimulatedPod holder,
      Demand demand,
      Money cost,
      long tokensUsed,
      End end) {
    this.world = world;
    this.holder = holder;
    this.demand = demand;
    this.cost = cost;
    this.tokensUsed = tokensUsed;
    this.end = end;
  }

  @Override
  public Demand demand(EndpointLimits limits) {
    return demand;
  }

  @Override
  public void admitted(Admission admission) {
    decideOnce();
    holder.admitted++;
    world.provider.start(this, LocalDate.parse(admission.window()).toEpochDay());
    world.started();
    var madeBy = holder.process();
    world.callsUnderWay++;
    world.in(
        world.callDurationMillis(),
        () -> {
          world.callsUnderWay--;
          holder.finish(this, admission, madeBy);
        });
  }

  @Override
  public void refused(Refusal refusal) {
    decideOnce();
    world.trace(holder.uid, "refuses:", refusal.code());
    var wait = refusal.retryAfterMillis();
    if (refusal.code() == Refusal.Code.BUDGET_EXHAUSTED && wait != null && wait != 1_000) {
      holder.exhausted++;
    }
  }

  private void decideOnce() {
    if (decided) {
      throw new Violation("a call was let through or refused twice");
    }
    decided = true;
  }

  void book(Gate gate, Admission admission, long nanos) {
    settled = true;
    switch (end) {
      case ANSWERED -> gate.settle(admission, cost, false, usage(), nanos);
      case REFUSED_BY_PROVIDER -> gate.release(admission, nanos);
      case UNCLEAR -> {
        if (world.bug == Bug.UNCLEAR_FAILURES_ARE_RELEASED) {
          gate.release(admission, nanos);
        } else {
          world.anythingLost = true;
          gate.settle(admission, admission.worst(), true, Usage.NONE, nanos);
        }
      }
    }
  }

  /** Tokens that count against the rate: the call's worst case until its true use is known. */
  long tokensCounted() {
    return settled && end != End.UNCLEAR ? tokensUsed : demand.tokens();
  }

  private Usage usage() {
    return Usage.ofTokens(tokensUsed, 0);
  }
}
