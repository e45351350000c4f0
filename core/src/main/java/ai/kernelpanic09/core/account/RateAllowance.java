package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests, or the model tokens, that a holder may use, and a forecast of those that it will
 * need.
 */
final class RateAllowance {

  private static final double AHEAD_SECONDS = 2;
  private static final double LOW_SECONDS = 0.75;
  private static final double SMOOTHING_SECONDS = 4;

  /** Factor on the measured demand, which lags behind a demand that grows. */
  private static final double HEADROOM = 1.25;

  /** After a partial grant, wait this long before asking again, unless calls are queued. */
  private static final long DRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long SURPLUS_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RateTokens tokens = new RateTokens();
  private final RateBucket bucket = new RateBucket();
  private final @Nullable StandingAllowance standing;
  private final SmoothedRate offered = new SmoothedRate(SMOOTHING_SECONDS);
  private long askedAhead;
  private long askedWanted;
  private long askedNanos;
  private long askedShare;

  /**
   * Whether the share became smaller. The operator frees the difference only when the next request
   * says so.
   */
  private boolean lowered;

  /** Whether the last grant was a partial one. */
  private boolean dry;

  private long dryUntilNanos;

  /** Whether the operator said when more can be had: at {@code retryAtNanos}. */
  private boolean retrying;

  private long retryAtNanos;

  private RateAllowance(@Nullable StandingAllowance standing) {
    this.standing = standing;
  }

  /** Of requests: a part of them is held ahead. */
  static RateAllowance ofRequests() {
    return new RateAllowance(new StandingAllowance());
  }

  /** Of model tokens, none of which is held ahead. */
  static RateAllowance ofTokens() {
    return new RateAllowance(null);
  }

  /** Counts a call that needs {@code amount}, admitted later or not. */
  void offered(long amount, long nowNanos) {
    offered.add(amount, nowNanos);
    if (standing != null) {
      standing.offered(amount, nowNanos);
    }
  }

  long available(long nowNanos) {
    return tokens.available(nowNanos) + standing(nowNanos) + bucket.available(nowNanos);
  }

  private long standing(long nowNanos) {
    return standing == null ? 0 : standing.available(nowNanos);
  }

  /**
   * Takes {@code amount}, which must be {@link #available}; one-shot tokens first, which are valid
   * for the shortest time.
   */
  RateTokens.Taken take(long amount, long nowNanos) {
    var oneShot = Math.min(amount, tokens.available(nowNanos));
    var ahead = Math.min(amount - oneShot, standing(nowNanos));
    if (standing != null) {
      standing.take(ahead);
    }
    bucket.spend(amount - oneShot - ahead);
    return tokens.take(oneShot, nowNanos);
  }

  /** Gives {@code amount} of a call back that it did not use. */
  void release(RateTokens.Taken taken, long amount) {
    tokens.release(taken, amount);
  }

  /**
   * Whether the operator should be asked before calls have to wait, at this holder or another. When
   * a share has become smaller or is far too large, no holder can use the surplus until the
   * operator learns of it.
   */
  boolean isWanted(long nowNanos) {
    var rate = offered.perSecond(nowNanos);
    var share = bucket.perMinute(nowNanos);
    if (share > 0 || lowered) {
      return lowered
          || (share > 2 * demandPerMinute(rate) && nowNanos - askedNanos > SURPLUS_PAUSE_NANOS);
    }
    if (standing != null && standing.isWanted(nowNanos)) {
      return true;
    }
    return rate * AHEAD_SECONDS >= 1
        && !(dry && dryUntilNanos - nowNanos > 0)
        && available(nowNanos) < rate * LOW_SECONDS;
  }

  /**
   * The wishes for the next request.
   *
   * @param needed requests or tokens for all calls that wait
   * @param first the part of {@code needed} for the first of these calls
   * @param seq number of the request
   */
  RateAsk ask(long needed, long first, long seq, long nowNanos) {
    var available = available(nowNanos);
    var rate = offered.perSecond(nowNanos);
    var share = bucket.perMinute(nowNanos);
    askedNanos = nowNanos;
    askedShare = share;
    lowered = false;
    askedWanted = Math.max(0, needed - available);
    askedAhead =
        share > 0
            ? 0
            : Math.max(0, (long) (rate * AHEAD_SECONDS) - Math.max(0, available - needed));
    return new RateAsk(
        askedWanted,
        Math.min(askedWanted, Math.max(0, first - available)),
        askedAhead,
        demandPerMinute(rate),
        share,
        tokens.returned(),
        standing == null ? null : standing.ask(false, seq, nowNanos));
  }

  /**
   * How long {@link #isWanted}, which is false, stays so unless something changes: a lower bound in
   * nanoseconds, {@link Long#MAX_VALUE} for ever. In time demand fades, so that a share becomes too
   * large for it, and what is available expires.
   */
  long quietNanos(long nowNanos) {
    var share = bucket.perMinute(nowNanos);
    if (share > 0) {
      var surplus =
          Math.max(
              askedNanos + SURPLUS_PAUSE_NANOS + 1 - nowNanos,
              offered.nanosAbove(Math.ceilDiv(share, 2) / (HEADROOM * 60), nowNanos));
      return Math.min(bucket.untilEndNanos(nowNanos), surplus);
    }
    var quiet = standing == null ? Long.MAX_VALUE : standing.untilExpiryNanos(nowNanos);
    if (offered.perSecond(nowNanos) * AHEAD_SECONDS >= 1) {
      quiet = Math.min(quiet, tokens.untilExpiryNanos(nowNanos));
      var dryNanos = dryUntilNanos - nowNanos;
      quiet = dry && dryNanos > 0 ? Math.min(quiet, dryNanos) : quiet;
    }
    return quiet;
  }

  private static long demandPerMinute(double rate) {
    return (long) (rate * HEADROOM * 60);
  }

  /** The wishes for the last request: none. Returns all unused tokens. */
  RateAsk farewell(long seq, long nowNanos) {
    lowered = false;
    return new RateAsk(
        0,
        0,
        0,
        0,
        bucket.perMinute(nowNanos),
        tokens.returnAll(nowNanos),
        standing == null ? null : standing.ask(true, seq, nowNanos));
  }

  /** Takes the answer to the last {@link #ask}; null where there is no limit. */
  void answered(@Nullable RateGrant grant, long sentNanos, long nowNanos) {
    bucket.take(grant == null ? null : grant.share(), sentNanos, nowNanos);
    lowered = bucket.perMinute(nowNanos) < askedShare;
    if (standing != null) {
      standing.answered(grant == null ? null : grant.standing(), sentNanos, nowNanos);
    }
    if (grant == null) {
      retrying = false;
      return;
    }
    tokens.add(grant, sentNanos);
    dry = grant.amount() < askedWanted + askedAhead;
    dryUntilNanos = nowNanos + DRY_NANOS;
    retrying = grant.retryAfterMillis() > 0;
    retryAtNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(grant.retryAfterMillis());
  }

  /**
   * How much is left, as far as this holder can tell: of its share, or nothing until the time that
   * the operator has named.
   *
   * @param limit of the endpoint, per minute
   */
  RateLeft left(long limit, long nowNanos) {
    var available = available(nowNanos);
    if (bucket.perMinute(nowNanos) > 0) {
      return new RateLeft(limit, available, bucket.untilFullMillis(nowNanos));
    }
    var millis = TimeUnit.NANOSECONDS.toMillis(retryAtNanos - nowNanos);
    return retrying && available == 0 && millis > 0
        ? new RateLeft(limit, 0L, millis)
        : new RateLeft(limit, null, null);
  }

  /**
   * Milliseconds until {@code amount} can be had, by the share or by the operator's last answer; 0
   * when it can be had now, or when that is unknown.
   */
  long retryAfterMillis(long amount, long nowNanos) {
    var available = available(nowNanos);
    if (available >= amount || !retrying) {
      return 0;
    }
    var said = Math.max(1, Math.ceilDiv(retryAtNanos - nowNanos, 1_000_000L));
    var missing = amount - tokens.available(nowNanos);
    return Math.clamp(bucket.untilMillis(missing, nowNanos), 1L, said);
  }
}
