package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.Lease;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.Month;
import ai.kernelpanic09.core.money.Money;
import java.util.function.Predicate;

/** Sums over a ledger, computed apart from the ledger's own code. */
final class Totals {

  static Money used(Day window) {
    var sum = window.spent().plus(window.writtenOff());
    for (var lease : window.leases()) {
      sum =
          sum.plus(lease.granted().minus(lease.reported()).minus(lease.returned()).max(Money.ZERO));
    }
    return sum;
  }

  static Money usedOfMonth(LedgerState state, String id) {
    var sum = Money.ZERO;
    for (var month : state.months()) {
      if (month.id().equals(id)) {
        sum = sum.plus(month.spent()).plus(month.writtenOff());
      }
    }
    for (var window : state.days()) {
      if (window.month().equals(id)) {
        sum = sum.plus(used(window));
      }
    }
    return sum;
  }

  static Money forgivenOfMonth(LedgerState state, String id) {
    return state.months().stream()
        .filter(month -> month.id().equals(id))
        .map(Month::forgiven)
        .reduce(Money.ZERO, Money::plus);
  }

  static Money granted(Day window) {
    var sum = Money.ZERO;
    for (var lease : window.leases()) {
      sum = sum.plus(lease.granted());
    }
    return sum;
  }

  static Money reported(Day window) {
    var sum = Money.ZERO;
    for (var lease : window.leases()) {
      sum = sum.plus(lease.reported());
    }
    return sum;
  }

  static Money out(Day window, Predicate<Lease> which) {
    var sum = Money.ZERO;
    for (var lease : window.leases()) {
      if (which.test(lease)) {
        sum = sum.plus(lease.out());
      }
    }
    return sum;
  }

  private Totals() {}
}
