package ai.kernelpanic09.operator.budget;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Spaces the ledger writes of one operator, so that the API server and etcd stay at ease. */
final class WritePace {

  private final long nanosPerWrite;
  private final LongSupplier nanoTime;
  private long nextFree;
  private long nextHurried;

  WritePace(int writesPerSecond, LongSupplier nanoTime) {
    nanosPerWrite = TimeUnit.SECONDS.toNanos(1) / writesPerSecond;
    this.nanoTime = nanoTime;
    nextFree = nanoTime.getAsLong();
    nextHurried = nextFree;
  }

  /**
   * Waits for a turn. Who is in a hurry, or comes to be while it waits, goes before those who are
   * not: it must be unparked when that changes.
   */
  void await(BooleanSupplier hurried) {
    if (hurried.getAsBoolean()) {
      park(reserveHurried(false));
      return;
    }
    var wait = reserve();
    park(wait);
    if (wait > 0 && hurried.getAsBoolean()) {
      park(reserveHurried(true));
    }
  }

  private static void park(long nanos) {
    if (nanos > 0) {
      LockSupport.parkNanos(nanos);
    }
  }

  /** Takes the next turn and says how long it is off. */
  synchronized long reserve() {
    var now = nanoTime.getAsLong();
    var turn = Math.max(now, nextFree);
    nextFree = turn + nanosPerWrite;
    return turn - now;
  }

  /**
   * As {@link #reserve}, before all that do not hurry: they are put off by one turn.
   *
   * @param ceding whether a turn of the usual kind is given up for it
   */
  synchronized long reserveHurried(boolean ceding) {
    var now = nanoTime.getAsLong();
    var turn = Math.max(now, nextHurried);
    nextHurried = turn + nanosPerWrite;
    if (!ceding) {
      nextFree = Math.max(nextFree, now) + nanosPerWrite;
    }
    return turn - now;
  }
}
