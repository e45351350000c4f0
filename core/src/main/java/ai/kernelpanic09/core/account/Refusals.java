package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.Exhausted;
import org.jspecify.annotations.Nullable;

/** What callers of one endpoint are told when their calls may not pass. */
final class Refusals {

  private static final long SOON_MILLIS = 1_000;

  private final EndpointName endpoint;

  Refusals(EndpointName endpoint) {
    this.endpoint = endpoint;
  }

  Refusal notReady(@Nullable String reason, @Nullable String message) {
    return new Refusal(
        Refusal.Code.ENDPOINT_NOT_READY,
        "endpoint " + endpoint + " is not ready: " + reason + ": " + message,
        null);
  }

  Refusal overloaded(int waiting) {
    return new Refusal(Refusal.Code.OVERLOADED, waiting + " calls wait already", SOON_MILLIS);
  }

  Refusal exhausted(Exhausted exhausted) {
    return new Refusal(
        Refusal.Code.BUDGET_EXHAUSTED,
        "the " + exhausted.window() + " budget of endpoint " + endpoint + " is spent",
        exhausted.retryAfterMillis());
  }

  Refusal inUse() {
    return new Refusal(
        Refusal.Code.BUDGET_EXHAUSTED,
        "what is left of the budget of endpoint " + endpoint + " is in use by other calls",
        SOON_MILLIS);
  }

  Refusal tooManyTokens(long tokens, long perMinute) {
    return new Refusal(
        Refusal.Code.INVALID_REQUEST,
        "the call may use "
            + tokens
            + " tokens, more than the endpoint allows in a minute ("
            + perMinute
            + "): lower maxTokens or shorten the input",
        null);
  }

  Refusal rateLimited(String what, long retryAfterMillis) {
    return new Refusal(
        Refusal.Code.RATE_LIMITED,
        "endpoint " + endpoint + " has had its " + what + " of this minute",
        retryAfterMillis);
  }

  Refusal noLease(String why) {
    return new Refusal(Refusal.Code.NO_LEASE, "no lease: " + why, SOON_MILLIS);
  }

  Refusal noLeaseOn(String what, String why) {
    return new Refusal(Refusal.Code.NO_LEASE, "no lease on " + what + ": " + why, SOON_MILLIS);
  }
}
