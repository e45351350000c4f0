package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import org.jspecify.annotations.Nullable;

/** A call in a gate's line. */
final class WaitingCall {

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
      demand = call.demand(current);
    }
    return demand;
  }
}
