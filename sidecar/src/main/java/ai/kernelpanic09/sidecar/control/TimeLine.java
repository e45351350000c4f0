package ai.kernelpanic09.sidecar.control;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Things in the order of their times on a monotonic clock, each at one time at most. Of those at
 * the same time the one that came first is the first.
 */
final class TimeLine<E> implements Iterable<TimeLine.Place<E>> {

  private final TreeSet<Place<E>> order = new TreeSet<>(TimeLine::compare);
  private final Map<E, Place<E>> places = new HashMap<>();
  private long placed;

  /**
   * @param number tells apart what is at the same time
   */
  record Place<E>(long nanos, long number, E of) {}

  private static int compare(Place<?> one, Place<?> other) {
    // By the difference, for the clock may overflow.
    var apart = Long.signum(one.nanos - other.nanos);
    return apart != 0 ? apart : Long.compare(one.number, other.number);
  }

  /** Puts it at this time, and nowhere else; where it is there already it keeps its place. */
  void put(E each, long nanos) {
    var place = places.get(each);
    if (place == null || place.nanos != nanos) {
      remove(each);
      var fresh = new Place<>(nanos, placed++, each);
      places.put(each, fresh);
      order.add(fresh);
    }
  }

  void remove(E each) {
    var place = places.remove(each);
    if (place != null) {
      order.remove(place);
    }
  }

  @Nullable Place<E> first() {
    return order.isEmpty() ? null : order.first();
  }

  /** From the first to the last. Nothing may be put or removed meanwhile. */
  @Override
  public Iterator<Place<E>> iterator() {
    return order.iterator();
  }
}
