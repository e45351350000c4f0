package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;
import java.util.concurrent.TimeUnit;

/** The largest of the amounts of the last five to ten minutes; the last one after a rest. */
final class RecentPeak {

  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(5);

  private Money last = Money.ZERO;
  private Money current = Money.ZERO;
  private Money previous = Money.ZERO;
  private long beganNanos;

  void note(Money amount, long nowNanos) {
    turn(nowNanos);
    last = amount;
    current = current.max(amount);
  }

  Money value(long nowNanos) {
    turn(nowNanos);
    return last.max(current).max(previous);
  }

  private void turn(long nowNanos) {
    var passed = nowNanos - beganNanos;
    if (passed >= PERIOD_NANOS) {
      previous = passed < 2 * PERIOD_NANOS ? current : Money.ZERO;
      current = Money.ZERO;
      beganNanos = nowNanos;
    }
  }
}
