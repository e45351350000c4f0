package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.ledger.Ask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The asks that wait for one ledger's loop. Many threads add to it, the loop takes from it. */
final class AskQueue {

  private static final int MAX_QUEUED = 2_000;

  /** An ask and the answer that its sender waits for. */
  record Waiting(Ask ask, CompletableFuture<Settled> answer) {
    /** Whether calls wait for the answer. */
    boolean hurries() {
      return ask.sync().waiting() > 0;
    }
  }

  private final ArrayBlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_QUEUED);

  /** Asks in the queue and in the batch under way for whose answer calls wait. */
  private final AtomicInteger hurried = new AtomicInteger();

  /** Returns false when the queue is full. */
  boolean offer(Waiting waiting) {
    return queue.offer(waiting);
  }

  /** Counts an ask for whose answer calls wait; {@link #answered} takes it off the count. */
  void hurry() {
    hurried.incrementAndGet();
  }

  boolean isHurried() {
    return hurried.get() > 0;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * Moves asks to {@code batch}, at most one of each holder: a holder's next ask builds on the
   * answer to this one.
   */
  void fill(List<Waiting> batch) {
    var holders = new HashSet<String>();
    batch.forEach(each -> holders.add(each.ask.holder()));
    for (var next = queue.peek(); next != null && holders.add(next.ask.holder()); ) {
      batch.add(queue.remove());
      next = queue.peek();
    }
  }

  /** Notes that a batch is answered or refused. */
  void answered(List<Waiting> batch) {
    for (var each : batch) {
      hurried.addAndGet(each.hurries() ? -1 : 0);
    }
  }

  List<Waiting> drain() {
    var all = new ArrayList<Waiting>();
    queue.drainTo(all);
    return all;
  }
}
