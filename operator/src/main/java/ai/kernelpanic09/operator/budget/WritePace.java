package ai.kernelpanic09.operator.budget;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Spaces the ledger writes of one operator, so that the API server and etcd stay at ease. */
final class WritePace {

  private final long nanosPerWrite;
  private final LongSupplier nanoTime;
  private long nextFree;

  WritePace(int writesPerSecond, LongSupplier nanoTime) {
    nanosPerWrite = TimeUnit.SECONDS.toNanos(1) / writesPerSecond;
    this.nanoTime = nanoTime;
    nextFree = nanoTime.getAsLong();
  }

  /** Waits for a turn. */
  void await() {
    var wait = reserve();
    if (wait > 0) {
      LockSupport.parkNanos(wait);
    }
  }

  /** Takes the next turn and says how long it is off. */
  synchronized long reserve() {
    var now = nanoTime.getAsLong();
    var turn = Math.max(now, nextFree);
    nextFree = turn + nanosPerWrite;
    return turn - now;
  }
}
