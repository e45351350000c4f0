package ai.kernelpanic09.webhook.admission;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the webhooks' own: what else the process does in the background delays no admission.
 */
final class ReviewWorkers {

  private final ReviewQueue<Review<?>> queue;
  private final ThreadPoolExecutor threads;

  /**
   * @param name of the threads
   * @param maxRunning reviews at a time
   * @param maxWaiting reviews beside them
   */
  ReviewWorkers(String name, int maxRunning, int maxWaiting) {
    queue = new ReviewQueue<>(maxRunning, maxWaiting);
    threads =
        new ThreadPoolExecutor(
            maxRunning,
            maxRunning,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  private record Review<T>(Callable<T> work, Promise<T> answer, Context loop) {
    void run() {
      try {
        var result = work.call();
        loop.runOnContext(done -> answer.complete(result));
      } catch (Exception | Error e) {
        loop.runOnContext(done -> answer.fail(e));
      }
    }

    void refuse() {
      loop.runOnContext(
          done -> answer.fail(new RejectedExecutionException("too many reviews wait")));
    }
  }

  /**
   * Runs {@code work}; the future completes on the caller's event loop, and fails with {@link
   * RejectedExecutionException} when too many of the sender's wait.
   */
  <T> Future<T> run(Vertx vertx, String sender, Callable<T> work) {
    var review = new Review<T>(work, Promise.promise(), vertx.getOrCreateContext());
    queue.add(sender, review).ifPresent(Review::refuse);
    begin();
    return review.answer().future();
  }

  private void begin() {
    for (var turn = queue.next(); turn.isPresent(); turn = queue.next()) {
      var next = turn.get();
      threads.execute(
          () -> {
            try {
              next.review().run();
            } finally {
              queue.ended(next.sender());
              begin();
            }
          });
    }
  }
}
