package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A holder's share of a large limit: it fills evenly, and a call takes from it.
 *
 * <p>A change of the share keeps the level, cut to the new depth: the operator counts the larger of
 * two shares until this holder proves which one it has, so nobody else owns what is in here.
 */
final class RateBucket {

  /** Parts of a token: what a share of one a minute brings in a millisecond. */
  private static final long PARTS = TimeUnit.MINUTES.toMillis(1);

  private long perMinute;
  private long depth;
  private long parts;
  private long filledNanos;
  private long expiresNanos;

  /** Draws on this share from now on; on none if null. */
  void take(RateGrant.@Nullable Share share, long sentNanos, long nowNanos) {
    fill(nowNanos);
    perMinute = share == null ? 0 : share.perMinute();
    depth = share == null ? 0 : share.depth();
    parts = Math.min(parts, depth * PARTS);
    expiresNanos =
        sentNanos + (share == null ? 0 : TimeUnit.MILLISECONDS.toNanos(share.ttlMillis()));
  }

  /** The share in force; 0 when there is none. */
  long perMinute(long nowNanos) {
    fill(nowNanos);
    return perMinute;
  }

  long available(long nowNanos) {
    fill(nowNanos);
    return parts / PARTS;
  }

  void spend(long amount) {
    parts -= amount * PARTS;
  }

  /** Until so many are in it; {@link Long#MAX_VALUE} when that will never be. */
  long untilMillis(long amount, long nowNanos) {
    fill(nowNanos);
    return perMinute == 0
        ? Long.MAX_VALUE
        : Math.ceilDiv(Math.max(0, amount * PARTS - parts), perMinute);
  }

  private void fill(long nowNanos) {
    if (perMinute == 0) {
      filledNanos = nowNanos;
      return;
    }
    if (expiresNanos - nowNanos <= 0) {
      perMinute = 0;
      depth = 0;
      parts = 0;
      filledNanos = nowNanos;
      return;
    }
    var millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nowNanos - filledNanos));
    filledNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    // Longer than a minute fills any bucket.
    parts = Math.min(depth * PARTS, parts + Math.min(millis, PARTS) * perMinute);
  }
}
