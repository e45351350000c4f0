package ai.kernelpanic09.core.account;

import org.jspecify.annotations.Nullable;

/**
 * The reason why a call may not be made.
 *
 * @param code one of the documented error codes
 * @param message a sentence for the caller
 * @param retryAfterMillis time until a retry makes sense; null where that is unknown or never
 */
public record Refusal(Code code, String message, @Nullable Long retryAfterMillis) {

  /** The documented error codes that come from an endpoint's limits. */
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
