package ai.kernelpanic09.core.pace;

/**
 * Lets something happen at most so many times at once, and so often in the long run: a bucket that
 * fills itself again, from which each time takes one. Its methods may be called on any thread.
 * Times are those of one monotonic clock, in nanoseconds; one that goes back adds nothing.
 */
public final class TokenBucket {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double burst;
  private final double perSecond;
  private double left;
  private long atNanos;

  /** A full bucket. */
  public TokenBucket(double burst, double perSecond, long nowNanos) {
    this.burst = burst;
    this.perSecond = perSecond;
    left = burst;
    atNanos = nowNanos;
  }

  /** Whether {@link #take} would take one. */
  public synchronized boolean isOpen(long nowNanos) {
    var gained = Math.max(0, nowNanos - atNanos) * perSecond / NANOS_PER_SECOND;
    left = Math.min(burst, left + gained);
    atNanos = nowNanos;
    return left >= 1;
  }

  /** Takes one, unless it is empty. */
  public synchronized boolean take(long nowNanos) {
    var open = isOpen(nowNanos);
    left -= open ? 1 : 0;
    return open;
  }

  /** Puts back one that was taken for nothing. */
  public synchronized void giveBack() {
    left = Math.min(burst, left + 1);
  }
}
