package ai.kernelpanic09.core.account;

import org.jspecify.annotations.Nullable;

/**
 * Why a call may not be made.
 *
 * @param code which of the documented error codes
 * @param message a sentence for the caller
 * @param retryAfterMillis when to try again; null where that is unknown or pointless
 */
public record Refusal(Code code, String message, @Nullable Long retryAfterMillis) {

  /** The documented codes that have to do with an endpoint's limits. */
  public enum Code {
    BUDGET_EXHAUSTED,
    CALL_EXCEEDS_BUDGET,
    RATE_LIMITED,
    NO_LEASE,
    ENDPOINT_NOT_READY,
    OVERLOADED,
    INVALID_REQUEST
  }
}
