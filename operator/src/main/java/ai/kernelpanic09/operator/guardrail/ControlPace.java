package ai.kernelpanic09.operator.guardrail;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Spaces this process's requests to Bedrock's control plane, over all policies: AWS allows few in a
 * second, for the whole account.
 */
public final class ControlPace {

  private static final Duration AWS_SPACING = Duration.ofMillis(500);

  private final long spacingNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong free;

  /** Two requests in a second. */
  public ControlPace() {
    this(AWS_SPACING, System::nanoTime);
  }

  ControlPace(Duration spacing, LongSupplier nanoTime) {
    this.spacingNanos = spacing.toNanos();
    this.nanoTime = nanoTime;
    this.free = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Takes the right to send one request now: returns zero if it is granted, else the time to wait
   * before the next try.
   */
  Duration take() {
    while (true) {
      var now = nanoTime.getAsLong();
      var from = free.get();
      if (from - now > 0) {
        return Duration.ofNanos(from - now);
      }
      if (free.compareAndSet(from, now + spacingNanos)) {
        return Duration.ZERO;
      }
    }
  }
}
