package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A holder's share of a large limit: a bucket that fills evenly and that calls take from.
 *
 * <p>A change of the share keeps the level, up to the new depth. The operator counts the larger of
 * two shares until this holder proves which one it has, so the level belongs to no other holder.
 */
final class RateBucket {

  /** Parts per token: a share of one per minute brings one part per millisecond. */
  private static final long PARTS = TimeUnit.MINUTES.toMillis(1);

  private long perMinute;
  private long depth;
  private long parts;
  private long filledNanos;
  private long expiresNanos;

  /** Replaces the share; null ends it. */
  void take(RateGrant.@Nullable Share share, long sentNanos, long nowNanos) {
    fill(nowNanos);
    perMinute = share == null ? 0 : share.perMinute();
    depth = share == null ? 0 : share.depth();
    parts = Math.min(parts, depth * PARTS);
    expiresNanos =
        sentNanos + (share == null ? 0 : TimeUnit.MILLISECONDS.toNanos(share.ttlMillis()));
  }

  /** The share in force, per minute; 0 when there is none. */
  long perMinute(long nowNanos) {
    fill(nowNanos);
    return perMinute;
  }

  /** Nanoseconds until the share in force ends, if no answer prolongs it. */
  long untilEndNanos(long nowNanos) {
    return expiresNanos - nowNanos;
  }

  long available(long nowNanos) {
    fill(nowNanos);
    return parts / PARTS;
  }

  void spend(long amount) {
    parts -= amount * PARTS;
  }

  /** Milliseconds until {@code amount} is in it; {@link Long#MAX_VALUE} without a share. */
  long untilMillis(long amount, long nowNanos) {
    fill(nowNanos);
    return perMinute == 0
        ? Long.MAX_VALUE
        : Math.ceilDiv(Math.max(0, amount * PARTS - parts), perMinute);
  }

  /** Milliseconds until it is full; 0 without a share. */
  long untilFullMillis(long nowNanos) {
    return perMinute(nowNanos) == 0 ? 0 : untilMillis(depth, nowNanos);
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
    // A minute fills any bucket.
    parts = Math.min(depth * PARTS, parts + Math.min(millis, PARTS) * perMinute);
  }
}
