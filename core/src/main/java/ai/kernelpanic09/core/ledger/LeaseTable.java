package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one day while a batch is applied, in the order in which they are written down.
 * Leases are found by holder and incarnation; the index is built by the first look-up after a
 * removal, so it never points at a lease that has moved.
 */
final class LeaseTable implements Iterable<Lease> {

  private record LeaseKey(String holder, String incarnation) {
    static LeaseKey of(Lease lease) {
      return new LeaseKey(lease.holder(), lease.incarnation());
    }
  }

  private final List<Lease> leases;
  private @Nullable Map<LeaseKey, Integer> index;

  LeaseTable(List<Lease> leases) {
    this.leases = new ArrayList<>(leases);
  }

  @Nullable Lease find(String holder, String incarnation) {
    var at = index().get(new LeaseKey(holder, incarnation));
    return at == null ? null : leases.get(at);
  }

  /** Replaces the lease of the same holder and incarnation in its place, or adds this one. */
  void put(Lease lease) {
    var at = index().putIfAbsent(LeaseKey.of(lease), leases.size());
    if (at == null) {
      leases.add(lease);
    } else {
      leases.set(at, lease);
    }
  }

  /** Marks the leases that match as dead, in their places. */
  void markDead(Predicate<Lease> which) {
    leases.replaceAll(lease -> which.test(lease) ? lease.markDead() : lease);
  }

  void removeIf(Predicate<Lease> which) {
    if (leases.removeIf(which)) {
      index = null;
    }
  }

  /**
   * Drops the oldest leases without dollars out until {@code maxLeases} are left; leases of {@code
   * asking} holders stay. A holder whose lease was dropped opens its next one under a new
   * incarnation.
   */
  void dropSettled(int maxLeases, Set<String> asking) {
    var surplus = leases.size() - maxLeases;
    for (var each = leases.iterator(); surplus > 0 && each.hasNext(); ) {
      var lease = each.next();
      if (lease.out().isZero() && !asking.contains(lease.holder())) {
        each.remove();
        index = null;
        surplus--;
      }
    }
  }

  /**
   * Makes room for one more lease of a holder that has {@code max} of them, by dropping the oldest
   * one without dollars out. A holder that still reports that one is told that it is unknown.
   *
   * @return whether there is room
   */
  boolean makeRoom(String holder, int max) {
    var count = 0;
    Lease settled = null;
    for (var lease : leases) {
      if (lease.holder().equals(holder)) {
        count++;
        settled = settled == null && lease.out().isZero() ? lease : settled;
      }
    }
    if (count < max) {
      return true;
    }
    if (settled == null) {
      return false;
    }
    leases.remove(settled);
    index = null;
    return true;
  }

  void clear() {
    leases.clear();
    index = null;
  }

  int size() {
    return leases.size();
  }

  /** How many leases have dollars out. */
  int holding() {
    var count = 0;
    for (var lease : leases) {
      count += lease.out().isPositive() ? 1 : 0;
    }
    return count;
  }

  /** Dollars out, over all leases. */
  Money out() {
    var sum = Money.ZERO;
    for (var lease : leases) {
      sum = sum.plus(lease.out());
    }
    return sum;
  }

  /** The leases as they are now, unmodifiable. */
  List<Lease> toList() {
    return List.copyOf(leases);
  }

  @Override
  public Iterator<Lease> iterator() {
    return Collections.unmodifiableList(leases).iterator();
  }

  /**
   * Positions by key; of leases with the same key, which only an edited status can have, the last
   * one's.
   */
  private Map<LeaseKey, Integer> index() {
    var current = index;
    if (current == null) {
      current = HashMap.newHashMap(leases.size());
      for (var i = 0; i < leases.size(); i++) {
        current.put(LeaseKey.of(leases.get(i)), i);
      }
      index = current;
    }
    return current;
  }
}
