package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Ledgers that nobody asks for and that are to be taken over, a few at once: a new leader takes
 * them all, and those that holders ask for must find room on the connection to the API server,
 * which carries a hundred requests at a time.
 */
final class TakeOverQueue {

  static final int MAX_AT_ONCE = 16;

  private final SequencedMap<EndpointName, Runnable> waiting = new LinkedHashMap<>();
  private final Set<EndpointName> underWay = new HashSet<>();

  /**
   * Begins with a ledger, at once or when others have ended; does nothing for one that waits or is
   * under way.
   *
   * @param begin begins in another thread, after whose end {@link #ended} is called
   */
  synchronized void add(EndpointName endpoint, Runnable begin) {
    if (!underWay.contains(endpoint)) {
      waiting.putIfAbsent(endpoint, begin);
      beginNext();
    }
  }

  /** Notes that a ledger was tried, taken over or not, or is let go. */
  synchronized void ended(EndpointName endpoint) {
    waiting.remove(endpoint);
    if (underWay.remove(endpoint)) {
      beginNext();
    }
  }

  /** Forgets those that wait. */
  synchronized void clear() {
    waiting.clear();
  }

  private void beginNext() {
    while (underWay.size() < MAX_AT_ONCE && !waiting.isEmpty()) {
      var next = waiting.pollFirstEntry();
      underWay.add(next.getKey());
      next.getValue().run();
    }
  }
}
