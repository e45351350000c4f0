package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The state of an endpoint as the operator last described it. */
sealed interface EndpointState {

  /** The newest limits that the operator has sent; null before the first. */
  @Nullable EndpointLimits limits();

  /** The operator has not sent limits yet: calls wait. */
  record Unknown() implements EndpointState {
    @Override
    public @Nullable EndpointLimits limits() {
      return null;
    }
  }

  /** Calls are admitted under these limits. */
  record Ready(EndpointLimits limits) implements EndpointState {}

  /**
   * Calls are refused.
   *
   * @param refusal the answer to each call
   * @param heardNanos when the operator said so
   */
  record NotReady(@Nullable EndpointLimits limits, Refusal refusal, long heardNanos)
      implements EndpointState {

    /** For this long calls are refused without asking the operator again. */
    private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Whether the endpoint may have become ready since, so that a call should ask again. */
    boolean isOld(long nowNanos) {
      return nowNanos - heardNanos >= BELIEVED_NANOS;
    }
  }

  /** The state after a ready answer that may have brought new limits. */
  static EndpointState ready(@Nullable EndpointLimits limits) {
    return limits == null ? new Unknown() : new Ready(limits);
  }
}
