package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/** A call in a {@link CallLine}. */
final class WaitingCall {

  /** More dollars than any lease holds, and far below overflow. */
  private static final Money MAX = Money.ofNanoDollars(Long.MAX_VALUE / 4);

  private static final long MAX_TOKENS = 1_000_000_000;

  final PendingCall call;

  /** End of its wait for an operator that does not answer; not before {@code deadlineNanos}. */
  final long operatorDeadlineNanos;

  private long deadlineNanos;
  private long rateDeadlineNanos;

  /** Whether the operator was asked since the call arrived. */
  boolean asked;

  /** Whether the operator has answered since then. */
  boolean answered;

  private @Nullable EndpointLimits limits;
  private @Nullable Demand demand;

  WaitingCall(
      PendingCall call, long deadlineNanos, long rateDeadlineNanos, long operatorDeadlineNanos) {
    this.call = call;
    this.deadlineNanos = deadlineNanos;
    this.rateDeadlineNanos = rateDeadlineNanos;
    this.operatorDeadlineNanos = operatorDeadlineNanos;
  }

  /** End of its wait for dollars. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** End of its wait where it lacks only its rate; not before {@link #deadlineNanos}. */
  long rateDeadlineNanos() {
    return rateDeadlineNanos;
  }

  /** Lets it wait until {@code untilNanos}, but not beyond {@link #operatorDeadlineNanos}. */
  void prolong(long untilNanos) {
    var until = Nanos.earlier(untilNanos, operatorDeadlineNanos);
    deadlineNanos = Nanos.later(deadlineNanos, until);
    rateDeadlineNanos = Nanos.later(rateDeadlineNanos, until);
  }

  /** Its demand; computed once for each revision of the limits. */
  Demand demand(EndpointLimits current) {
    if (demand == null || limits == null || !limits.revision().equals(current.revision())) {
      limits = current;
      demand = counted(current);
    }
    return demand;
  }

  /**
   * The call's demand. If an absurd price makes its cost overflow, the demand is one that no lease
   * can pay for.
   */
  private Demand counted(EndpointLimits current) {
    try {
      var exact = call.demand(current);
      return new Demand(exact.worst().min(MAX), exact.tokens());
    } catch (ArithmeticException e) {
      return new Demand(MAX, MAX_TOKENS);
    }
  }
}
