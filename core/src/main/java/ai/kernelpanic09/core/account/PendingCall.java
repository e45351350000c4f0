package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;

/**
 * A call that asks to be admitted: either {@link #admitted} or {@link #refused} is called, once.
 */
public interface PendingCall {

  /** The worst case of the call under these limits. */
  Demand demand(EndpointLimits limits);

  /** The call may be made. Its admission must be settled or released exactly once. */
  void admitted(Admission admission);

  void refused(Refusal refusal);
}
