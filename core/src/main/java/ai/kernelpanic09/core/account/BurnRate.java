package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;

/** Dollars spent per second, smoothed over some ten seconds: a forecast, never an account. */
final class BurnRate {

  private static final double SMOOTHING_SECONDS = 10;

  private double nanoDollarsPerSecond;
  private long lastNanos;

  void spent(Money cost, long nowNanos) {
    decay(nowNanos);
    nanoDollarsPerSecond += cost.nanoDollars() / SMOOTHING_SECONDS;
  }

  Money perSecond(long nowNanos) {
    decay(nowNanos);
    return Money.ofNanoDollars((long) nanoDollarsPerSecond);
  }

  private void decay(long nowNanos) {
    var seconds = Math.max(0, nowNanos - lastNanos) / 1e9;
    nanoDollarsPerSecond *= Math.exp(-seconds / SMOOTHING_SECONDS);
    lastNanos = nowNanos;
  }
}
