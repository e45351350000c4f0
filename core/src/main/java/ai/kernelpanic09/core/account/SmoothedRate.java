package ai.kernelpanic09.core.account;

/** What callers ask for in a second, refused calls included, smoothed over some four seconds. */
final class SmoothedRate {

  private static final double SMOOTHING_SECONDS = 4;

  private double perSecond;
  private long lastNanos;

  void offered(long amount, long nowNanos) {
    decay(nowNanos);
    perSecond += amount / SMOOTHING_SECONDS;
  }

  double perSecond(long nowNanos) {
    decay(nowNanos);
    return perSecond;
  }

  private void decay(long nowNanos) {
    var seconds = Math.max(0, nowNanos - lastNanos) / 1e9;
    perSecond *= Math.exp(-seconds / SMOOTHING_SECONDS);
    lastNanos = nowNanos;
  }
}
