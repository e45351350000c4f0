package ai.kernelpanic09.core.account;

/** An amount per second, smoothed exponentially: a forecast, never an account. */
final class SmoothedRate {

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

  private void decay(long nowNanos) {
    var seconds = Math.max(0, nowNanos - lastNanos) / 1e9;
    perSecond *= Math.exp(-seconds / smoothingSeconds);
    lastNanos = nowNanos;
  }
}
