package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.ledger.Resolved;
import ai.kernelpanic09.core.money.Money;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were booked as estimates and of which AWS's logs tell all that they cost. A call
 * of which anything is in doubt is none of them: its estimate stays.
 */
final class KnownCosts {

  /** A billion dollars, at which sums stop: more than any ledger settles. */
  private static final Money MOST = Money.parse("1000000000");

  private final Map<String, Known> calls = new HashMap<>();
  private final Set<String> doubtful = new HashSet<>();

  private record Known(DayKey day, Money booked, Money billed) {}

  /**
   * The known calls of a day.
   *
   * @param calls their number
   */
  record Sum(long calls, Resolved resolved) {
    static final Sum NONE = new Sum(0, Resolved.NONE);

    private Sum plus(Known call) {
      return new Sum(
          calls + 1,
          new Resolved(
              resolved.estimates().plus(call.booked).min(MOST),
              resolved.billed().plus(call.billed).min(MOST)));
    }
  }

  /** Takes a call whose cost AWS's logs tell. */
  void add(String call, DayKey day, Money booked, Money billed) {
    if (!doubtful.contains(call)) {
      calls.put(call, new Known(day, booked, billed));
    }
  }

  /**
   * Takes a further record of AWS's with the label of a call: what it cost belongs to that call.
   *
   * @param billed null where that can't be told
   */
  void more(String call, @Nullable Money billed) {
    var known = calls.get(call);
    if (known == null) {
      return;
    }
    if (billed == null) {
      doubt(call);
    } else {
      calls.put(call, new Known(known.day, known.booked, known.billed.plus(billed).min(MOST)));
    }
  }

  /** Leaves a call out for good. */
  void doubt(String call) {
    doubtful.add(call);
    calls.remove(call);
  }

  boolean contains(String call) {
    return calls.containsKey(call);
  }

  /** What is known of each day. */
  Map<DayKey, Sum> days() {
    var days = new TreeMap<DayKey, Sum>();
    calls
        .values()
        .forEach(each -> days.put(each.day, days.getOrDefault(each.day, Sum.NONE).plus(each)));
    return days;
  }
}
