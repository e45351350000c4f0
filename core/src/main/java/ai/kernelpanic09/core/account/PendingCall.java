package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;

/**
 * A call that asks to be let through. Exactly one of {@link #admitted} and {@link #refused} is
 * called, once.
 */
public interface PendingCall {

  /** What the call can cost at the most under these limits. */
  Demand demand(EndpointLimits limits);

  /** Go: the worst case is set aside, and must be settled or released exactly once. */
  void admitted(Admission admission);

  void refused(Refusal refusal);
}
