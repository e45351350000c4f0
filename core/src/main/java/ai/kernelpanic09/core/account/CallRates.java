package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.RateAsk;
import org.jspecify.annotations.Nullable;

/** A holder's rates of one endpoint: requests and model tokens, each if the limits restrict it. */
final class CallRates {

  private final RateAllowance requests = RateAllowance.ofRequests();
  private final RateAllowance tokens = RateAllowance.ofTokens();

  /**
   * How long calls have to wait for their rate.
   *
   * @param requestsMillis milliseconds until the requests are available; 0 when they are, or when
   *     that is unknown
   * @param tokensMillis milliseconds until the model tokens are available, likewise
   */
  record Wait(long requestsMillis, long tokensMillis) {
    long millis() {
      return Math.max(requestsMillis, tokensMillis);
    }

    /** The rate with the longer wait, {@code requests} or {@code tokens}. */
    String lacking() {
      return requestsMillis >= tokensMillis ? "requests" : "tokens";
    }
  }

  private static boolean limitsRequests(@Nullable EndpointLimits limits) {
    return limits != null && limits.requestsPerMinute() != null;
  }

  private static boolean limitsTokens(@Nullable EndpointLimits limits) {
    return limits != null && limits.tokensPerMinute() != null;
  }

  /** Counts a call that arrived, admitted later or not. */
  void offered(Demand demand, long nowNanos) {
    requests.offered(1, nowNanos);
    tokens.offered(demand.tokens(), nowNanos);
  }

  boolean isAvailable(EndpointLimits limits, Demand demand, long nowNanos) {
    return (!limitsRequests(limits) || requests.available(nowNanos) >= 1)
        && (!limitsTokens(limits) || tokens.available(nowNanos) >= demand.tokens());
  }

  /** Takes the rate of one call, which must be available; null where tokens are not limited. */
  RateTokens.@Nullable Taken take(EndpointLimits limits, Demand demand, long nowNanos) {
    if (limitsRequests(limits)) {
      var _ = requests.take(1, nowNanos);
    }
    return limitsTokens(limits) ? tokens.take(demand.tokens(), nowNanos) : null;
  }

  /** Gives {@code unused} model tokens of a call back; its request token is used in any case. */
  void release(RateTokens.@Nullable Taken taken, long unused) {
    if (taken != null) {
      tokens.release(taken, unused);
    }
  }

  /** Whether the operator should be asked before calls have to wait. */
  boolean isWanted(@Nullable EndpointLimits limits, long nowNanos) {
    return (limitsRequests(limits) && requests.isWanted(nowNanos))
        || (limitsTokens(limits) && tokens.isWanted(nowNanos));
  }

  /**
   * How long {@link #isWanted}, which is false, stays so unless something changes: a lower bound in
   * nanoseconds, {@link Long#MAX_VALUE} for ever.
   */
  long quietNanos(@Nullable EndpointLimits limits, long nowNanos) {
    return Math.min(
        limitsRequests(limits) ? requests.quietNanos(nowNanos) : Long.MAX_VALUE,
        limitsTokens(limits) ? tokens.quietNanos(nowNanos) : Long.MAX_VALUE);
  }

  /**
   * The wish for requests. When {@code leaving}, or without a limit, it wishes for none and returns
   * all unused tokens.
   */
  RateAsk askRequests(
      @Nullable EndpointLimits limits,
      CallLine.Needs needs,
      boolean leaving,
      long seq,
      long nowNanos) {
    return !limitsRequests(limits) || leaving
        ? requests.farewell(seq, nowNanos)
        : requests.ask(needs.calls(), needs.isNone() ? 0 : 1, seq, nowNanos);
  }

  /**
   * The wish for model tokens. When {@code leaving}, or without a limit, it wishes for none and
   * returns all unused tokens.
   */
  RateAsk askTokens(
      @Nullable EndpointLimits limits,
      CallLine.Needs needs,
      boolean leaving,
      long seq,
      long nowNanos) {
    return !limitsTokens(limits) || leaving
        ? tokens.farewell(seq, nowNanos)
        : tokens.ask(needs.tokens(), needs.firstTokens(), seq, nowNanos);
  }

  void answered(EndpointAnswer answer, long sentNanos, long nowNanos) {
    requests.answered(answer.requests(), sentNanos, nowNanos);
    tokens.answered(answer.tokens(), sentNanos, nowNanos);
  }

  /** What is left of the requests; null where they are not limited. */
  @Nullable RateLeft requestsLeft(@Nullable EndpointLimits limits, long nowNanos) {
    return left(requests, limits == null ? null : limits.requestsPerMinute(), nowNanos);
  }

  /** What is left of the model tokens; null where they are not limited. */
  @Nullable RateLeft tokensLeft(@Nullable EndpointLimits limits, long nowNanos) {
    return left(tokens, limits == null ? null : limits.tokensPerMinute(), nowNanos);
  }

  private static @Nullable RateLeft left(RateAllowance of, @Nullable Long limit, long nowNanos) {
    return limit == null ? null : of.left(limit, nowNanos);
  }

  /** How long until {@code calls} calls with {@code modelTokens} tokens in all have their rate. */
  Wait waitFor(long calls, long modelTokens, long nowNanos) {
    return new Wait(
        requests.retryAfterMillis(calls, nowNanos), tokens.retryAfterMillis(modelTokens, nowNanos));
  }
}
