package ai.kernelpanic09.operator.bench;

import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Durations in nanoseconds that many threads measure. */
public final class Samples {

  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

  public void add(long duration) {
    nanos.add(duration);
  }

  /** Takes out all durations added since the last call. */
  public long[] take() {
    var taken = new ArrayList<Long>();
    for (var next = nanos.poll(); next != null; next = nanos.poll()) {
      taken.add(next);
    }
    return taken.stream().mapToLong(Long::longValue).toArray();
  }
}
