package ai.kernelpanic09.sidecar.prompt;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * One thread for work that may take long, with a short queue. No template can fill the queue alone.
 * Owned by the event loop.
 */
final class RenderPool {

  private static final int MAX_IN_LINE = 32;
  private static final int MAX_OF_A_TEMPLATE = 8;

  private final WorkerExecutor worker;
  private final Map<TemplateName, Integer> inLine = new HashMap<>();
  private int waiting;

  RenderPool(Vertx vertx) {
    worker = vertx.createSharedWorkerExecutor("prompts", 1);
  }

  /**
   * Runs work for a template; fails with a {@link CallFailure} when the queue is full, or holds too
   * much of this template.
   */
  <T> Future<T> run(TemplateName template, Callable<T> work) {
    var ofTemplate = inLine.getOrDefault(template, 0);
    if (waiting >= MAX_IN_LINE || ofTemplate >= MAX_OF_A_TEMPLATE) {
      return Future.failedFuture(
          new CallFailure(ErrorCode.OVERLOADED, "too many prompts wait to be rendered", 1_000L));
    }
    waiting++;
    inLine.put(template, ofTemplate + 1);
    return worker
        .executeBlocking(work, false)
        .onComplete(
            done -> {
              waiting--;
              inLine.computeIfPresent(
                  template, (name, count) -> count == 1 ? null : Integer.valueOf(count - 1));
            });
  }
}
