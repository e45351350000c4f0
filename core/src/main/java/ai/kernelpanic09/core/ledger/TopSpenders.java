package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The names that spent most in each window, and all others together. The sum over a window is exact
 * at all times.
 */
final class TopSpenders<T extends Attributed<T>> {

  /** Names of a window that have an entry of their own. */
  static final int MAX_NAMED = 50;

  /** Dollars and calls. */
  record Total(Money spent, long invocations) {}

  private final List<T> entries;

  TopSpenders(List<T> entries) {
    this.entries = new ArrayList<>(entries);
  }

  List<T> toList() {
    return entries;
  }

  void forget(String window) {
    entries.removeIf(each -> each.window().equals(window));
  }

  /**
   * Adds to one name.
   *
   * @param more dollars and calls to add
   * @param inAll supplies all dollars and calls that are known of the name, {@code more} included:
   *     a name that gets an entry of its own takes its earlier spending out of the others'. Called
   *     only for a name without an entry
   */
  void credit(T more, Supplier<Total> inAll) {
    var at = indexOf(more.window(), more.name());
    if (at >= 0) {
      add(at, more.spent(), more.invocations());
      return;
    }
    var other = indexOf(more.window(), Attributed.OTHER);
    var named = named(more.window());
    var full = named.size() >= MAX_NAMED;
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
    var comer =
        more.with(
            more.spent().plus(earlier),
            Math.min(more.invocations() + earlierCalls, LedgerLines.MAX_COUNT));
    var smallest = full ? smallest(named) : null;
    if (smallest != null && comer.spent().compareTo(smallest.spent()) <= 0) {
      add(other, more.spent(), more.invocations());
      return;
    }
    add(other, Money.ZERO.minus(earlier), -earlierCalls);
    if (smallest == null) {
      entries.add(comer);
      return;
    }
    add(other, smallest.spent(), smallest.invocations());
    entries.set(entries.indexOf(smallest), comer);
  }

  private void add(int at, Money spent, long invocations) {
    var entry = entries.get(at);
    var sum = entry.spent().plus(spent).min(LedgerLines.MAX_AMOUNT);
    var calls = Math.clamp(entry.invocations() + invocations, 0, LedgerLines.MAX_COUNT);
    entries.set(at, entry.with(sum, calls));
  }

  private int indexOf(String window, String name) {
    for (var i = 0; i < entries.size(); i++) {
      if (entries.get(i).window().equals(window) && entries.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private List<T> named(String window) {
    return entries.stream()
        .filter(each -> each.window().equals(window) && !each.name().equals(Attributed.OTHER))
        .toList();
  }

  private T smallest(List<T> named) {
    var smallest = named.getFirst();
    for (var each : named) {
      if (each.spent().compareTo(smallest.spent()) < 0) {
        smallest = each;
      }
    }
    return smallest;
  }
}
