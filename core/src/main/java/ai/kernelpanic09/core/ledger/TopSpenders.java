package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who spent most in each period, and all others together. The sum of a period is exact, whoever is
 * named in it.
 */
final class TopSpenders<T extends Attributed<T>> {

  /** How many are named in a period. */
  static final int NAMED = 50;

  /** Dollars and calls. */
  record Total(Money spent, long invocations) {}

  private final List<T> entries;

  TopSpenders(List<T> entries) {
    this.entries = new ArrayList<>(entries);
  }

  List<T> toList() {
    return entries;
  }

  void forget(String period) {
    entries.removeIf(each -> each.period().equals(period));
  }

  /**
   * Adds what one name has spent more.
   *
   * @param inAll what is known to have been spent under the name, {@code more} included: so a late
   *     comer gets back what it spent among the others. Asked only for names that are not named yet
   */
  void credit(T more, Supplier<Total> inAll) {
    var at = indexOf(more.period(), more.name());
    if (at >= 0) {
      add(at, more.spent(), more.invocations());
      return;
    }
    var other = indexOf(more.period(), Attributed.OTHER);
    var named = named(more.period());
    var full = named.size() >= NAMED;
    if (other < 0) {
      if (!full) {
        entries.add(more);
        return;
      }
      other = entries.size();
      entries.add(more.others());
    }
    var others = entries.get(other);
    var known = inAll.get();
    var earlier = known.spent().minus(more.spent()).max(Money.ZERO).min(others.spent());
    var earlierCalls =
        Math.clamp(known.invocations() - more.invocations(), 0, others.invocations());
    var comer = more.with(more.spent().plus(earlier), more.invocations() + earlierCalls);
    var least = full ? least(named) : null;
    if (least != null && comer.spent().compareTo(least.spent()) <= 0) {
      add(other, more.spent(), more.invocations());
      return;
    }
    add(other, Money.ZERO.minus(earlier), -earlierCalls);
    if (least == null) {
      entries.add(comer);
      return;
    }
    add(other, least.spent(), least.invocations());
    entries.set(entries.indexOf(least), comer);
  }

  private void add(int at, Money spent, long invocations) {
    var entry = entries.get(at);
    var sum = entry.spent().plus(spent).min(LedgerLines.MAX_AMOUNT);
    entries.set(at, entry.with(sum, entry.invocations() + invocations));
  }

  private int indexOf(String period, String name) {
    for (var i = 0; i < entries.size(); i++) {
      if (entries.get(i).period().equals(period) && entries.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private List<T> named(String period) {
    return entries.stream()
        .filter(each -> each.period().equals(period) && !each.name().equals(Attributed.OTHER))
        .toList();
  }

  private T least(List<T> named) {
    var least = named.getFirst();
    for (var each : named) {
      if (each.spent().compareTo(least.spent()) < 0) {
        least = each;
      }
    }
    return least;
  }
}
