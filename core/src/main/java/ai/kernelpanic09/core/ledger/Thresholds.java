package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the budgets whose use has reached 50, 80 or 100 percent. */
final class Thresholds {

  private static final int[] PERCENTS = {100, 80, 50};

  /** The thresholds that the commit from {@code before} to {@code next} crosses. */
  static List<Crossing> crossed(LedgerState before, LedgerState next, BudgetTerms terms) {
    var crossings = new ArrayList<Crossing>();
    for (var day : next.days()) {
      var old = before.days().stream().filter(each -> each.seq() == day.seq()).findFirst();
      add(
          crossings,
          "daily",
          day.id(),
          old.map(Thresholds::used).orElse(Money.ZERO),
          used(day),
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

  private static Money used(Day day) {
    return day.use().booked().minus(day.forgiven()).max(Money.ZERO);
  }

  /** A day that was reset counts to its month without the dollars that were forgiven of it. */
  private static Money used(LedgerState state, String month) {
    var sum = state.monthUse(month).booked();
    for (var day : state.days()) {
      if (day.month().equals(month)) {
        sum = sum.minus(day.forgiven().min(day.use().booked()));
      }
    }
    return sum;
  }

  private Thresholds() {}
}
