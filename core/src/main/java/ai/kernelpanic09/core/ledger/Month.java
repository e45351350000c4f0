package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * A calendar month: the sum of its days that are closed for good. Days that are still in the ledger
 * count in addition, see {@link BudgetUse#ofMonth}.
 *
 * @param id such as {@code 2026-11}
 * @param startMillis first moment, epoch milliseconds
 * @param endMillis first moment of the next month, epoch milliseconds
 * @param spent dollars spent on closed days
 * @param writtenOff dollars of closed days that no holder accounted for, counted as spent
 * @param forgiven dollars that no longer count against the month's budget, by order of a person
 */
public record Month(
    String id, long startMillis, long endMillis, Money spent, Money writtenOff, Money forgiven) {

  BudgetUse closedDays() {
    return new BudgetUse(spent, writtenOff, Money.ZERO, Money.ZERO, forgiven);
  }

  Month plus(Money moreSpent, Money moreWrittenOff) {
    return new Month(
        id,
        startMillis,
        endMillis,
        spent.plus(moreSpent).min(LedgerLines.MAX_AMOUNT),
        writtenOff.plus(moreWrittenOff).min(LedgerLines.MAX_AMOUNT),
        forgiven);
  }

  Month forgive(Money more) {
    return new Month(id, startMillis, endMillis, spent, writtenOff, forgiven.plus(more));
  }
}
