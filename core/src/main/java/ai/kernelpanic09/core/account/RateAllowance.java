package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a holder may send of one kind, requests or model tokens, and what it will want next. */
final class RateAllowance {

  private static final double AHEAD_SECONDS = 2;
  private static final double LOW_SECONDS = 0.75;

  /** Demand grows faster than it is measured. */
  private static final double HEADROOM = 1.25;

  /** Who was granted less than it wished does not ask again before, unless calls wait. */
  private static final long DRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long SURPLUS_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RateTokens tokens = new RateTokens();
  private final RateBucket bucket = new RateBucket();
  private final SmoothedRate offered = new SmoothedRate();
  private long askedAhead;
  private long askedWanted;
  private long askedNanos;
  private long askedShare;
  private boolean lowered;
  private boolean dry;
  private long dryUntilNanos;
  private boolean retrying;
  private long retryAtNanos;

  /** A call came that needs so many, whatever will become of it. */
  void offered(long amount, long nowNanos) {
    offered.offered(amount, nowNanos);
  }

  long available(long nowNanos) {
    return tokens.available(nowNanos) + bucket.available(nowNanos);
  }

  /** Takes so many, of which {@link #available} must be true; what expires soonest first. */
  RateTokens.Taken take(long amount, long nowNanos) {
    var oneShot = Math.min(amount, tokens.available(nowNanos));
    bucket.spend(amount - oneShot);
    return tokens.take(oneShot, nowNanos);
  }

  /** Gives back what a call did not use in the end. */
  void release(RateTokens.Taken taken, long amount) {
    tokens.release(taken, amount);
  }

  /**
   * Whether the operator should be asked before calls have to wait, or before others do: a share
   * that has become smaller, or that is far too large, serves nobody until the operator knows.
   */
  boolean isWanted(long nowNanos) {
    var rate = offered.perSecond(nowNanos);
    var share = bucket.perMinute(nowNanos);
    if (share > 0 || lowered) {
      return lowered
          || (share > 2 * demandPerMinute(rate) && nowNanos - askedNanos > SURPLUS_PAUSE_NANOS);
    }
    return rate * AHEAD_SECONDS >= 1
        && !(dry && dryUntilNanos - nowNanos > 0)
        && available(nowNanos) < rate * LOW_SECONDS;
  }

  /**
   * What to ask of the operator.
   *
   * @param needed for all calls that wait
   * @param first for the first of them
   */
  RateAsk ask(long needed, long first, long nowNanos) {
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
        tokens.returned());
  }

  private static long demandPerMinute(double rate) {
    return (long) (rate * HEADROOM * 60);
  }

  /** A last word: nothing is wished any more. */
  RateAsk farewell(long nowNanos) {
    lowered = false;
    return new RateAsk(0, 0, 0, 0, bucket.perMinute(nowNanos), tokens.returnAll(nowNanos));
  }

  /** Takes the answer to what was asked; null when the kind is not limited. */
  void answered(@Nullable RateGrant grant, long sentNanos, long nowNanos) {
    bucket.take(grant == null ? null : grant.share(), sentNanos, nowNanos);
    lowered = bucket.perMinute(nowNanos) < askedShare;
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
   * Until {@code amount} can be had, as far as is known: by the share, or by what the operator
   * said; 0 when it can be had now or nothing is known.
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
