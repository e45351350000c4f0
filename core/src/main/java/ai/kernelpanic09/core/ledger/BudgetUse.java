package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.List;

/**
 * The use of one budget, a day's or a month's.
 *
 * @param spent dollars that holders reported as spent
 * @param writtenOff leased dollars that no holder accounted for in time, counted as spent
 * @param unbilled the part of {@code spent} that was an estimate and turned out not to be billed
 * @param leased dollars in the hands of holders
 * @param unreachable the part of {@code leased} under leases that are marked dead
 * @param forgiven dollars that no longer count, by order of a person
 */
record BudgetUse(
    Money spent,
    Money writtenOff,
    Money unbilled,
    Money leased,
    Money unreachable,
    Money forgiven) {

  private static final BudgetUse NONE =
      new BudgetUse(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);

  /** A day that counts to a month. */
  interface OfDay {
    /** Id of that month. */
    String month();

    BudgetUse use();
  }

  /**
   * The use of a month's budget: the sum over its days that are closed for good and its days in
   * {@code days}. Dollars forgiven of a day's budget still count against the month's.
   *
   * @param id the month's id; a month that is not in {@code months} has no closed days
   */
  static BudgetUse ofMonth(String id, List<Month> months, List<? extends OfDay> days) {
    var sum = NONE;
    for (var month : months) {
      if (month.id().equals(id)) {
        sum = month.closedDays();
        break;
      }
    }
    for (var day : days) {
      if (day.month().equals(id)) {
        sum = sum.withDay(day.use());
      }
    }
    return sum;
  }

  private BudgetUse withDay(BudgetUse day) {
    return new BudgetUse(
        spent.plus(day.spent),
        writtenOff.plus(day.writtenOff),
        unbilled.plus(day.unbilled),
        leased.plus(day.leased),
        unreachable.plus(day.unreachable),
        forgiven);
  }

  /** Dollars that are gone for good: spent or written off, and not known to be unbilled. */
  Money booked() {
    return spent.plus(writtenOff).minus(unbilled);
  }

  /** Dollars that are gone or may go: booked, or leased. */
  Money used() {
    return booked().plus(leased);
  }

  /**
   * Dollars of {@code limit} that are free or leased: the limit less the booked dollars that are
   * not forgiven. Negative when the limit was lowered below those.
   */
  Money remaining(Money limit) {
    return limit.plus(forgiven).minus(booked());
  }
}
