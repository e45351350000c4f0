package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.ledger.Ask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The asks that wait for one ledger's loop, one of each holder, so that no holder fills the queue.
 * Many threads add to it, the loop takes from it.
 */
final class AskQueue {

  static final int MAX_QUEUED = 2_000;

  /** An ask and the answer that its sender waits for. */
  record Waiting(Ask ask, CompletableFuture<Settled> answer) {
    /** Whether calls wait for the answer. */
    boolean hurries() {
      return ask.sync().waiting() > 0;
    }

    /** Whether its sender has given up. */
    private boolean isWithdrawn() {
      return answer.isDone();
    }
  }

  /** By holder, in the order in which they are served. */
  private final Map<String, Waiting> queue = new LinkedHashMap<>();

  /** Asks in the queue and in the batch under way for whose answer calls wait. */
  private final AtomicInteger hurried = new AtomicInteger();

  /**
   * Adds an ask; returns false when too many holders wait. An earlier ask of the same holder gives
   * its place to this one and is refused: reports are totals, so this one says all that it said.
   */
  boolean offer(Waiting waiting) {
    Waiting earlier;
    synchronized (this) {
      earlier = queue.get(waiting.ask.holder());
      if (earlier == null && queue.size() >= MAX_QUEUED) {
        return false;
      }
      queue.put(waiting.ask.holder(), waiting);
      count(waiting, 1);
    }
    if (earlier != null) {
      count(earlier, -1);
      earlier.answer.completeExceptionally(
          new LedgerRefusal(
              LedgerRefusal.Reason.UNAVAILABLE, "a later request of this pod came before it"));
    }
    return true;
  }

  private void count(Waiting waiting, int by) {
    hurried.addAndGet(waiting.hurries() ? by : 0);
  }

  boolean isHurried() {
    return hurried.get() > 0;
  }

  synchronized boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * Moves asks to {@code batch}, at most one of each holder: a holder's next ask builds on the
   * answer to this one.
   */
  synchronized void fill(List<Waiting> batch) {
    var holders = new HashSet<String>();
    batch.forEach(each -> holders.add(each.ask.holder()));
    for (var each = queue.values().iterator(); each.hasNext(); ) {
      var next = each.next();
      if (!holders.contains(next.ask.holder())) {
        batch.add(next);
        each.remove();
      }
    }
  }

  /** Takes out of {@code batch} what nobody waits for any more: nobody would hear of its grants. */
  void withdraw(List<Waiting> batch) {
    batch.removeIf(
        each -> {
          if (each.isWithdrawn()) {
            count(each, -1);
            return true;
          }
          return false;
        });
  }

  /** Notes that a batch is answered or refused. */
  void answered(List<Waiting> batch) {
    batch.forEach(each -> count(each, -1));
  }

  /** Empties the queue. */
  synchronized List<Waiting> drain() {
    var all = new ArrayList<>(queue.values());
    queue.clear();
    return all;
  }
}
