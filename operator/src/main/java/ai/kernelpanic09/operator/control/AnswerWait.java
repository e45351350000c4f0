package ai.kernelpanic09.operator.control;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for the parts of an answer. A part that does not come must not hold the others back. */
final class AnswerWait {

  private final long quietNanos;

  /**
   * @param quiet how long no part may have come until the others are given up
   */
  AnswerWait(Duration quiet) {
    quietNanos = quiet.toNanos();
  }

  /**
   * Returns when all parts have come or failed, when none has come for {@code quiet} since the last
   * one, or at the deadline.
   *
   * @param deadlineNanos by {@link System#nanoTime}
   * @param doubtful whether all parts have failed lately: then {@code quiet} counts from now, not
   *     only from the first part that comes
   */
  void await(
      Collection<? extends CompletableFuture<?>> parts, long deadlineNanos, boolean doubtful) {
    var come = new Semaphore(0);
    for (var part : parts) {
      var _ = part.whenComplete((value, failure) -> come.release());
    }
    var isQuiet = doubtful;
    for (var left = parts.size(); left > 0; left--) {
      var patience = Math.max(0, deadlineNanos - System.nanoTime());
      if (!comesWithin(come, isQuiet ? Math.min(patience, quietNanos) : patience)) {
        return;
      }
      isQuiet = true;
    }
  }

  private static boolean comesWithin(Semaphore come, long nanos) {
    try {
      return come.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }
}
