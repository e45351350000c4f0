package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.Exhausted;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of a day and of its month before a batch's grants. Grants leave {@link #remaining} as
 * it is: they turn free dollars into leased ones.
 *
 * @param daily the daily limit; {@link #UNLIMITED} where there is none, or where it only warns
 * @param monthly the monthly limit, likewise
 * @param day use of the day's budget before the batch's grants
 * @param month use of the month's budget before the batch's grants
 */
record DayBudget(Money daily, Money monthly, BudgetUse day, BudgetUse month) {

  /**
   * Stands for no limit: more dollars than any endpoint spends, and few enough that spending and
   * leases up to it can be written to the ledger's lines.
   */
  static final Money UNLIMITED = Money.ofNanoDollars(LedgerLines.MAX_AMOUNT.nanoDollars() / 2);

  static DayBudget of(LedgerDraft draft, DayDraft day, BudgetTerms terms) {
    return new DayBudget(
        limit(terms, terms.daily()),
        limit(terms, terms.monthly()),
        day.use(),
        draft.monthUse(day.month));
  }

  private static Money limit(BudgetTerms terms, @Nullable Money limit) {
    return limit == null || !terms.blocks() ? UNLIMITED : limit;
  }

  private Money dayRemaining() {
    return day.remaining(daily);
  }

  private Money monthRemaining() {
    return month.remaining(monthly);
  }

  /** Dollars that are neither spent nor written off: free, or leased. */
  Money remaining() {
    return dayRemaining().min(monthRemaining()).max(Money.ZERO);
  }

  /** Dollars that may be granted now. */
  Money available() {
    return dayRemaining()
        .minus(day.leased())
        .min(monthRemaining().minus(month.leased()))
        .max(Money.ZERO);
  }

  /** Whether more is leased than is left, as after a limit was lowered. */
  boolean isOvercommitted() {
    return dayRemaining().compareTo(day.leased()) < 0
        || monthRemaining().compareTo(month.leased()) < 0;
  }

  /**
   * Five percent of the limit with less remaining; zero where there is no such limit, or where it
   * only warns.
   */
  Money fivePercent(BudgetTerms terms) {
    var binding = dayRemaining().compareTo(monthRemaining()) <= 0 ? terms.daily() : terms.monthly();
    return binding == null || !terms.blocks()
        ? Money.ZERO
        : Money.ofNanoDollars(binding.nanoDollars() / 20);
  }

  /**
   * The answer to a call that can't be paid for.
   *
   * @param worst the call's worst case in dollars
   * @param dayEndMillis end of the day, epoch milliseconds
   * @param endOfMonth the month; null where the ledger has none
   */
  Exhausted exhausted(
      BudgetTerms terms,
      Money worst,
      long dayEndMillis,
      @Nullable Month endOfMonth,
      long nowMillis) {
    // A call that exceeds a whole day's budget can't be paid for in the next month either.
    var monthBinds =
        endOfMonth != null
            && terms.monthly() != null
            && monthRemaining().compareTo(worst) < 0
            && daily.compareTo(worst) >= 0;
    var until = monthBinds && endOfMonth != null ? endOfMonth.endMillis() : dayEndMillis;
    return new Exhausted(
        monthBinds ? "monthly" : "daily",
        Math.max(1, until - nowMillis),
        (monthBinds ? monthRemaining() : dayRemaining()).max(Money.ZERO),
        monthBinds ? terms.monthly() : terms.daily());
  }
}
