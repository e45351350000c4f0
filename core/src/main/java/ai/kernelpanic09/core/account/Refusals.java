package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.Exhausted;
import ai.kernelpanic09.core.redaction.AwsIdentities;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of one endpoint, with their sentences for callers: what the operator says in them
 * may come from AWS, and is told without accounts and roles.
 */
final class Refusals {

  private static final long SOON_MILLIS = 1_000;
  private static final long SPENT_DIVISOR = 20;

  private final EndpointName endpoint;

  Refusals(EndpointName endpoint) {
    this.endpoint = endpoint;
  }

  Refusal notReady(@Nullable String reason, @Nullable String message) {
    return new Refusal(
        Refusal.Code.ENDPOINT_NOT_READY,
        "endpoint " + endpoint + " is not ready: " + reason + ": " + hidden(message),
        null);
  }

  Refusal overloaded(int waiting) {
    return new Refusal(Refusal.Code.OVERLOADED, waiting + " calls wait already", SOON_MILLIS);
  }

  /**
   * A budget with less than a twentieth left is spent. Where more is left, or where even the whole
   * budget could not pay for the call, the call is too large, and waiting would not help.
   */
  Refusal exhausted(Exhausted exhausted, Money worst) {
    var budget = "the " + exhausted.window() + " budget of endpoint " + endpoint;
    var left = exhausted.left();
    var limit = exhausted.limit();
    if (left == null || limit == null) {
      return new Refusal(
          Refusal.Code.BUDGET_EXHAUSTED, budget + " is spent", exhausted.retryAfterMillis());
    }
    var amounts =
        "of $"
            + limit.toPlainString()
            + " $"
            + left.toPlainString()
            + " is left, and the call can cost up to $"
            + worst.toPlainString();
    return worst.compareTo(limit) > 0 || left.times(SPENT_DIVISOR).compareTo(limit) >= 0
        ? new Refusal(
            Refusal.Code.CALL_EXCEEDS_BUDGET, budget + " can't pay for this call: " + amounts, null)
        : new Refusal(
            Refusal.Code.BUDGET_EXHAUSTED,
            budget + " is spent: " + amounts,
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
            + "): ask for fewer output tokens or shorten the input",
        null);
  }

  Refusal rateLimited(String what, long retryAfterMillis) {
    return new Refusal(
        Refusal.Code.RATE_LIMITED,
        "endpoint " + endpoint + " has had its " + what + " of this minute",
        retryAfterMillis);
  }

  Refusal noLease(String why) {
    return new Refusal(Refusal.Code.NO_LEASE, "no lease: " + hidden(why), SOON_MILLIS);
  }

  Refusal noLeaseOn(String what, String why) {
    return new Refusal(
        Refusal.Code.NO_LEASE, "no lease on " + what + ": " + hidden(why), SOON_MILLIS);
  }

  private static String hidden(@Nullable String text) {
    return AwsIdentities.hidden(String.valueOf(text));
  }
}
