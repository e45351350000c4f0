package ai.kernelpanic09.simulator.bill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * The provider's bill: every call, and sums by model, by role and by the calls' requestMetadata.
 * The sums count all calls since the last reset; only the latest single calls are kept.
 */
public final class Bill {
  /** What the sums are grouped by. */
  public enum Cut {
    MODEL,
    ROLE,
    ENDPOINT,
    WORKLOAD,
    WINDOW,
    ENDPOINT_AND_WINDOW,
    /** The sessions of calls without requestMetadata, which ApplyGuardrail does not take. */
    SESSION_OF_UNLABELLED
  }

  private final int keptCalls;
  private final ArrayDeque<BookedCall> calls = new ArrayDeque<>();
  private final Map<Cut, Map<String, Tally>> cuts = new TreeMap<>();
  private Tally total = Tally.ZERO;
  private long lastNumber;

  public Bill(int keptCalls) {
    this.keptCalls = keptCalls;
  }

  /** Books a call, made by {@code numbered} from the next number. */
  public synchronized BookedCall book(LongFunction<BookedCall> numbered) {
    var call = numbered.apply(++lastNumber);
    if (calls.size() == keptCalls) {
      calls.removeFirst();
    }
    calls.addLast(call);
    if (call.charge().nanoDollars() > 0
        || (call.result().status() == 200 && !call.resources().priceKey().isEmpty())) {
      total = total.plus(call);
      add(
          Cut.MODEL,
          call.resources().priceKey().isEmpty()
              ? call.operation().name()
              : call.resources().priceKey(),
          call);
      add(Cut.ROLE, call.signer().role(), call);
      var metadata = call.requestMetadata();
      add(Cut.ENDPOINT, metadata.getOrDefault("endpoint", ""), call);
      add(Cut.WORKLOAD, metadata.getOrDefault("workload", ""), call);
      add(Cut.WINDOW, metadata.getOrDefault("window", ""), call);
      add(
          Cut.ENDPOINT_AND_WINDOW,
          metadata.getOrDefault("endpoint", "") + " " + metadata.getOrDefault("window", ""),
          call);
      if (metadata.isEmpty()) {
        add(Cut.SESSION_OF_UNLABELLED, call.signer().session(), call);
      }
    }
    return call;
  }

  public synchronized Tally total() {
    return total;
  }

  /** The sums by {@code cut}; calls without the key are under the empty string. */
  public synchronized Map<String, Tally> by(Cut cut) {
    return Map.copyOf(cuts.getOrDefault(cut, Map.of()));
  }

  /** The kept calls, oldest first. */
  public synchronized List<BookedCall> calls() {
    return new ArrayList<>(calls);
  }

  /** The number of calls since the last reset, kept or not. */
  public synchronized long seen() {
    return lastNumber;
  }

  public synchronized void reset() {
    calls.clear();
    cuts.clear();
    total = Tally.ZERO;
    lastNumber = 0;
  }

  private void add(Cut cut, String key, BookedCall call) {
    cuts.computeIfAbsent(cut, c -> new TreeMap<>())
        .merge(key, Tally.ZERO.plus(call), (a, b) -> a.plus(call));
  }
}
