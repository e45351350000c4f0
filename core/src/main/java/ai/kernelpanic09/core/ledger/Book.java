package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A ledger's state while a batch is applied. */
final class Book {

  private final LedgerState before;
  final List<Page> windows = new ArrayList<>();
  final List<Month> months;
  final List<RateSlot> requests;
  final List<RateSlot> tokens;
  RateShares shares;
  final TopSpenders<Spender> spenders;
  final TopSpenders<PodSpend> pods;
  final List<Reset> resets;
  final List<WriteOff> writtenOff = new ArrayList<>();
  UsageTotals usage;
  Money costTotal;

  Book(LedgerState state) {
    before = state;
    state.windows().forEach(window -> windows.add(new Page(window)));
    months = new ArrayList<>(state.months());
    requests = new ArrayList<>(state.requests());
    tokens = new ArrayList<>(state.tokens());
    shares = state.shares();
    spenders = new TopSpenders<>(state.spenders());
    pods = new TopSpenders<>(state.pods());
    resets = new ArrayList<>(state.resets());
    usage = state.usage();
    costTotal = state.costTotal();
  }

  private record LeaseName(String holder, String incarnation) {
    static LeaseName of(Lease lease) {
      return new LeaseName(lease.holder(), lease.incarnation());
    }
  }

  /** A window while a batch is applied; leases are added and replaced in it, never moved. */
  static final class Page {
    final long seq;
    final String id;
    final String month;
    final String zone;
    final long startMillis;
    final long endMillis;
    final List<Lease> leases;
    private final Map<LeaseName, Integer> places = new HashMap<>();
    Money spent;
    Money estimated;
    Money writtenOff;
    Money forgiven;
    @Nullable Unread unread;

    Page(Window window) {
      seq = window.seq();
      id = window.id();
      month = window.month();
      zone = window.zone();
      startMillis = window.startMillis();
      endMillis = window.endMillis();
      leases = new ArrayList<>(window.leases());
      for (var i = 0; i < leases.size(); i++) {
        places.put(LeaseName.of(leases.get(i)), i);
      }
      spent = window.spent();
      estimated = window.estimated();
      writtenOff = window.writtenOff();
      forgiven = window.forgiven();
      unread = window.unread();
    }

    boolean isOpen(long nowMillis) {
      return startMillis <= nowMillis && nowMillis < endMillis;
    }

    Money leased() {
      var sum = unread == null ? Money.ZERO : unread.counted();
      for (var lease : leases) {
        sum = sum.plus(lease.out());
      }
      return sum;
    }

    Money used() {
      return spent.plus(writtenOff).plus(leased());
    }

    int indexOf(String holder, String incarnation) {
      return places.getOrDefault(new LeaseName(holder, incarnation), -1);
    }

    void add(Lease lease) {
      places.put(LeaseName.of(lease), leases.size());
      leases.add(lease);
    }

    /** Whether a line about this holder can't be read: nothing of it is granted or booked. */
    boolean isStopped(String holder) {
      return unread != null && unread.isAbout(holder);
    }

    /** Leases with dollars out. */
    int holders() {
      var count = 0;
      for (var lease : leases) {
        count += lease.out().isPositive() ? 1 : 0;
      }
      return count;
    }

    /**
     * Where there are more than so many leases, drops the oldest that are booked in full, and none
     * of those who ask now. Who held one opens another under a new name.
     */
    void dropBooked(int most, Set<String> asking) {
      var surplus = leases.size() - most;
      for (Iterator<Lease> each = leases.iterator(); surplus > 0 && each.hasNext(); ) {
        var lease = each.next();
        if (lease.out().isZero() && !asking.contains(lease.holder())) {
          each.remove();
          surplus--;
        }
      }
    }

    Window toWindow() {
      return new Window(
          seq,
          id,
          month,
          zone,
          startMillis,
          endMillis,
          spent,
          estimated,
          writtenOff,
          forgiven,
          leases,
          unread);
    }
  }

  boolean hasNoRates() {
    return requests.isEmpty() && tokens.isEmpty() && shares.isEmpty();
  }

  @Nullable Page window(long seq) {
    for (var window : windows) {
      if (window.seq == seq) {
        return window;
      }
    }
    return null;
  }

  @Nullable Month month(String id) {
    for (var month : months) {
      if (month.id().equals(id)) {
        return month;
      }
    }
    return null;
  }

  void replace(Month month) {
    months.replaceAll(each -> each.id().equals(month.id()) ? month : each);
  }

  /** Spent, written off and leased, of the month's closed days and of its windows. */
  Money monthUsed(String id) {
    var month = month(id);
    var sum = month == null ? Money.ZERO : month.spent().plus(month.writtenOff());
    for (var window : windows) {
      if (window.month.equals(id)) {
        sum = sum.plus(window.used());
      }
    }
    return sum;
  }

  Money monthForgiven(String id) {
    var month = month(id);
    return month == null ? Money.ZERO : month.forgiven();
  }

  Money monthLeased(String id) {
    var sum = Money.ZERO;
    for (var window : windows) {
      if (window.month.equals(id)) {
        sum = sum.plus(window.leased());
      }
    }
    return sum;
  }

  /** Books to names what a pod has spent more than before. */
  void attribute(Page window, Ask ask, Money spent, long invocations) {
    if (spent.isZero() && invocations == 0) {
      return;
    }
    pods.credit(
        new PodSpend(window.id, ask.pod(), ask.workload(), spent, invocations),
        () -> spentBy(window, ask.holder()));
    // What the pod has spent today is the least that its workload has spent this month.
    spenders.credit(
        new Spender(ask.workload(), window.month, spent, invocations),
        () -> spentBy(window, ask.holder()));
  }

  private static TopSpenders.Total spentBy(Page window, String holder) {
    var spent = Money.ZERO;
    var invocations = 0L;
    for (var lease : window.leases) {
      if (lease.holder().equals(holder)) {
        spent = spent.plus(lease.reported());
        invocations += lease.usage().invocations();
      }
    }
    return new TopSpenders.Total(spent, invocations);
  }

  /** Notes what is lost with a window that is closed for good. */
  void noteWriteOff(Page window) {
    var lost = window.leased();
    if (lost.isPositive()) {
      var unread = window.unread == null ? 0 : window.unread.lines().size();
      writtenOff.add(new WriteOff(window.id, lost, window.holders() + unread));
    }
  }

  LedgerState toState() {
    return new LedgerState(
        before.epoch(),
        before.commitId(),
        windows.stream().map(Page::toWindow).toList(),
        months,
        requests,
        tokens,
        shares,
        usage,
        costTotal,
        spenders.toList(),
        pods.toList(),
        resets);
  }
}
