package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices when what is spent of a budget comes to half of it, four fifths, or all. */
final class Thresholds {

  private static final int[] PERCENTS = {100, 80, 50};

  /** What the commit from {@code before} to {@code next} crosses. */
  static List<Crossing> crossed(LedgerState before, LedgerState next, BudgetTerms terms) {
    var crossings = new ArrayList<Crossing>();
    for (var window : next.windows()) {
      var old = before.windows().stream().filter(each -> each.seq() == window.seq()).findFirst();
      add(
          crossings,
          "daily",
          window.id(),
          old.map(Thresholds::used).orElse(Money.ZERO),
          used(window),
          terms.daily());
    }
    for (var month : next.months()) {
      add(
          crossings,
          "monthly",
          month.id(),
          used(before, month.id()),
          used(next, month.id()),
          terms.monthly());
    }
    return crossings;
  }

  private static void add(
      List<Crossing> crossings,
      String budget,
      String window,
      Money before,
      Money after,
      @Nullable Money limit) {
    if (limit == null || after.compareTo(before) <= 0) {
      return;
    }
    for (var percent : PERCENTS) {
      if (reaches(after, limit, percent)) {
        if (!reaches(before, limit, percent)) {
          crossings.add(new Crossing(budget, window, percent, after, limit));
        }
        return;
      }
    }
  }

  private static boolean reaches(Money used, Money limit, int percent) {
    return used.nanoDollars() / percent >= limit.nanoDollars() / 100;
  }

  private static Money used(Window window) {
    return window.spent().plus(window.writtenOff()).minus(window.forgiven()).max(Money.ZERO);
  }

  private static Money used(LedgerState state, String month) {
    var sum = Money.ZERO;
    for (var each : state.months()) {
      if (each.id().equals(month)) {
        sum = sum.plus(each.spent()).plus(each.writtenOff());
      }
    }
    for (var window : state.windows()) {
      if (window.month().equals(month)) {
        sum = sum.plus(used(window));
      }
    }
    return sum;
  }

  private Thresholds() {}
}
