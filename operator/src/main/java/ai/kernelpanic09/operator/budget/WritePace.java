package ai.kernelpanic09.operator.budget;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spaces the ledger writes of one operator, to spare the API server and etcd. Writes take turns,
 * and those for which calls wait go first.
 */
final class WritePace {

  private final long nanosPerWrite;
  private final LongSupplier nanoTime;
  private final ArrayDeque<Waiter> hurried = new ArrayDeque<>();
  private final ArrayDeque<Waiter> others = new ArrayDeque<>();
  private long nextTurn;

  /** A waiting thread. Compared by identity: each waiter is in one of the two queues, once. */
  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    boolean hurries;
  }

  WritePace(int writesPerSecond, LongSupplier nanoTime) {
    nanosPerWrite = TimeUnit.SECONDS.toNanos(1) / writesPerSecond;
    this.nanoTime = nanoTime;
    nextTurn = nanoTime.getAsLong();
  }

  /**
   * Waits for a turn.
   *
   * @param hurries whether calls wait for the write; when this becomes true, the waiting thread
   *     must be unparked
   */
  void await(BooleanSupplier hurries) {
    var waiter = new Waiter();
    for (var wait = join(waiter, hurries); wait > 0; wait = look(waiter, hurries)) {
      LockSupport.parkNanos(wait);
    }
  }

  private synchronized long join(Waiter waiter, BooleanSupplier hurries) {
    others.add(waiter);
    return look(waiter, hurries);
  }

  /** Takes the turn and returns 0, or returns the most nanoseconds to wait before the next look. */
  private synchronized long look(Waiter waiter, BooleanSupplier hurries) {
    if (!waiter.hurries && hurries.getAsBoolean()) {
      others.remove(waiter);
      waiter.hurries = true;
      hurried.add(waiter);
    }
    if (first() != waiter) {
      // The waiter ahead unparks this one.
      return Long.MAX_VALUE;
    }
    var now = nanoTime.getAsLong();
    if (nextTurn - now > 0) {
      return nextTurn - now;
    }
    (waiter.hurries ? hurried : others).remove();
    nextTurn = now + nanosPerWrite;
    var next = first();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
    return 0;
  }

  private @Nullable Waiter first() {
    var first = hurried.peek();
    return first != null ? first : others.peek();
  }
}
