package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Request tokens that this process holds ahead, and may use for a minute or more without an answer
 * of the operator. Each serves once.
 */
final class StandingAllowance {

  /** Long enough that a pod that calls every few minutes holds a token for its next call. */
  private static final double SMOOTHING_SECONDS = 120;

  private static final double LEAST_PER_MINUTE = 0.25;

  /**
   * Calls count only after this time: in the middle of a burst no pod is to hold tokens ahead that
   * another pod's calls wait for.
   */
  private static final long COUNTED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SmoothedRate offered = new SmoothedRate(SMOOTHING_SECONDS);

  /** Calls that do not count yet, the first of which came at {@code recentNanos}. */
  private long recent;

  private long recentNanos;

  /** Sequence number of this process's first report. */
  private OptionalLong born = OptionalLong.empty();

  private long granted;
  private long used;
  private long returned;
  private long keep;
  private long expiresNanos;

  /** Whether the last answer has brought all that may be kept. */
  private boolean filled;

  void offered(long amount, long nowNanos) {
    count(nowNanos);
    recentNanos = recent == 0 ? nowNanos : recentNanos;
    recent += amount;
  }

  private void count(long nowNanos) {
    if (recent > 0 && nowNanos - recentNanos >= COUNTED_AFTER_NANOS) {
      offered.add(recent, nowNanos);
      recent = 0;
    }
  }

  long available(long nowNanos) {
    return expiresNanos - nowNanos > 0 ? granted - used - returned : 0;
  }

  /** Uses {@code amount}, which must be {@link #available}. */
  void take(long amount) {
    used += amount;
  }

  /** Whether tokens were used that the operator may replace. */
  boolean isWanted(long nowNanos) {
    return filled && available(nowNanos) < keep;
  }

  /** Nanoseconds until what is available expires; {@link Long#MAX_VALUE} when it has. */
  long untilExpiryNanos(long nowNanos) {
    var left = expiresNanos - nowNanos;
    return left > 0 ? left : Long.MAX_VALUE;
  }

  /**
   * The report and wish for request {@code seq}. Gives back what is more than may be kept, and what
   * can't be used any more.
   *
   * @param leaving whether all is given back, and nothing wished for
   */
  RateAsk.Standing ask(boolean leaving, long seq, long nowNanos) {
    if (born.isEmpty()) {
      born = OptionalLong.of(seq);
    }
    var kept = leaving ? 0 : Math.min(keep, available(nowNanos));
    returned = granted - used - kept;
    return new RateAsk.Standing(born.getAsLong(), used, returned, leaving ? 0 : wished(nowNanos));
  }

  /** Calls of the next minute. */
  private long wished(long nowNanos) {
    count(nowNanos);
    var perMinute = offered.perSecond(nowNanos) * 60;
    return perMinute < LEAST_PER_MINUTE ? 0 : (long) Math.ceil(perMinute);
  }

  /** Takes the answer to the last {@link #ask}; null for no tokens. */
  void answered(RateGrant.@Nullable Standing grant, long sentNanos, long nowNanos) {
    // What was used since the request counts too. A ledger that knows of fewer tokens has forgotten
    // the others, which must not be used.
    granted = Math.max(grant == null ? 0 : grant.granted(), used + returned);
    keep = grant == null ? 0 : grant.keep();
    expiresNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(grant == null ? 0 : grant.ttlMillis());
    filled = keep > 0 && available(nowNanos) >= keep;
  }
}
