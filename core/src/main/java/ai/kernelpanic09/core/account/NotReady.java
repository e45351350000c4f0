package ai.kernelpanic09.core.account;

import java.util.concurrent.TimeUnit;

/**
 * An endpoint that the operator said is not in order.
 *
 * @param heardNanos when the operator said it
 */
record NotReady(Refusal refusal, long heardNanos) {

  /** Calls are refused without asking again for that long: a closed endpoint costs no requests. */
  private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Whether the endpoint may have come in order since, so that a call should ask again. */
  boolean isOld(long nowNanos) {
    return nowNanos - heardNanos >= BELIEVED_NANOS;
  }
}
