package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/** A call in a gate's line. */
final class WaitingCall {

  /** More than any lease holds, and far from overflow. */
  private static final Money MAX = Money.ofNanoDollars(Long.MAX_VALUE / 4);

  private static final long MAX_TOKENS = 1_000_000_000;

  final PendingCall call;

  /** Until when it waits for dollars. */
  final long deadlineNanos;

  /** Until when it waits for nothing but its rate; never earlier. */
  final long rateDeadlineNanos;

  /** Whether the operator was asked since the call came. */
  boolean asked;

  private @Nullable EndpointLimits limits;
  private @Nullable Demand demand;

  WaitingCall(PendingCall call, long deadlineNanos, long rateDeadlineNanos) {
    this.call = call;
    this.deadlineNanos = deadlineNanos;
    this.rateDeadlineNanos = rateDeadlineNanos;
  }

  /** What it needs; worked out once for each revision of the limits. */
  Demand demand(EndpointLimits current) {
    if (demand == null || limits == null || !limits.revision().equals(current.revision())) {
      limits = current;
      demand = counted(current);
    }
    return demand;
  }

  /** By a price that is absurd a call may cost more than can be counted: no lease pays for it. */
  private Demand counted(EndpointLimits current) {
    try {
      var exact = call.demand(current);
      return new Demand(exact.worst().min(MAX), exact.tokens());
    } catch (ArithmeticException e) {
      return new Demand(MAX, MAX_TOKENS);
    }
  }
}
