package ai.kernelpanic09.webhook.admission;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The order in which reviews are answered: senders take turns, each runs as many at a time as it
 * leaves free, and where too many wait, whoever has most of them loses its latest. A flood is
 * waited for by its sender.
 *
 * @param <T> a review
 */
final class ReviewQueue<T> {

  /** A review that is to run. */
  record Turn<T>(String sender, T review) {}

  private final int maxRunning;
  private final int maxWaiting;

  /** The sender whose turn is next first. */
  private final Map<String, Deque<T>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> running = new HashMap<>();
  private int allWaiting;
  private int allRunning;

  ReviewQueue(int maxRunning, int maxWaiting) {
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
  }

  /** Adds a review; returns the one that has no place for it, which may be itself. */
  synchronized Optional<T> add(String sender, T review) {
    waiting.computeIfAbsent(sender, key -> new ArrayDeque<>()).add(review);
    allWaiting++;
    return allWaiting > maxWaiting ? Optional.of(latestOfLargest()) : Optional.empty();
  }

  private T latestOfLargest() {
    var largest =
        waiting.entrySet().stream()
            .max(Comparator.comparingInt(each -> each.getValue().size()))
            .orElseThrow();
    var latest = largest.getValue().removeLast();
    if (largest.getValue().isEmpty()) {
      waiting.remove(largest.getKey());
    }
    allWaiting--;
    return latest;
  }

  /** What runs from now on; empty when all waits. */
  synchronized Optional<Turn<T>> next() {
    var free = maxRunning - allRunning;
    for (var each : waiting.entrySet()) {
      if (running.getOrDefault(each.getKey(), 0) < free) {
        return Optional.of(begin(each.getKey(), each.getValue()));
      }
    }
    return Optional.empty();
  }

  private Turn<T> begin(String sender, Deque<T> own) {
    var review = own.remove();
    waiting.remove(sender);
    if (!own.isEmpty()) {
      waiting.put(sender, own);
    }
    allWaiting--;
    allRunning++;
    running.merge(sender, 1, Integer::sum);
    return new Turn<>(sender, review);
  }

  /** Notes that what the sender had running has ended. */
  synchronized void ended(String sender) {
    allRunning--;
    running.computeIfPresent(sender, (key, own) -> own > 1 ? own - 1 : null);
  }
}
