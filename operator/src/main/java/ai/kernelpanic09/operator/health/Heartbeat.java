package ai.kernelpanic09.operator.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Shows whether a thread still calls {@link #beat} as often as it should. */
public final class Heartbeat {

  private final long limitNanos;
  private final LongSupplier nanoTime;
  private volatile long last;

  /**
   * @param limit maximum time between beats
   * @param nanoTime a monotonic clock
   */
  public Heartbeat(Duration limit, LongSupplier nanoTime) {
    limitNanos = limit.toNanos();
    this.nanoTime = nanoTime;
    last = nanoTime.getAsLong();
  }

  /** To be called by the thread. */
  public void beat() {
    last = nanoTime.getAsLong();
  }

  /** Whether the last beat is recent enough. */
  public boolean isRegular() {
    return nanoTime.getAsLong() - last <= limitNanos;
  }
}
