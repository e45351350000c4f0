package ai.kernelpanic09.core.account;

/** An amount per second, smoothed exponentially: a forecast, never an account. */
final class SmoothedRate {

  private static final long ROUNDING_NANOS = 1_000;

  private final double smoothingSeconds;
  private double perSecond;
  private long lastNanos;

  /**
   * @param smoothingSeconds time constant: after it, an amount counts for 1/e of its weight
   */
  SmoothedRate(double smoothingSeconds) {
    this.smoothingSeconds = smoothingSeconds;
  }

  void add(long amount, long nowNanos) {
    decay(nowNanos);
    perSecond += amount / smoothingSeconds;
  }

  double perSecond(long nowNanos) {
    decay(nowNanos);
    return perSecond;
  }

  /**
   * How long it stays at {@code least} or above, unless more is added; 0 when it is below. At most
   * a microsecond too short, so that rounding never makes it too long.
   */
  long nanosAbove(double least, long nowNanos) {
    var rate = perSecond(nowNanos);
    return rate < least
        ? 0
        : Math.max(0, (long) (Math.log(rate / least) * smoothingSeconds * 1e9) - ROUNDING_NANOS);
  }

  private void decay(long nowNanos) {
    var seconds = Math.max(0, nowNanos - lastNanos) / 1e9;
    perSecond *= Math.exp(-seconds / smoothingSeconds);
    lastNanos = nowNanos;
  }
}
