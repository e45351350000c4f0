package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A calendar month: the sum of its days that are closed for good. Days that are still in the ledger
 * count in addition, see {@link BudgetUse#ofMonth}.
 *
 * @param id such as {@code 2026-11}
 * @param startMillis first moment, epoch milliseconds
 * @param endMillis first moment of the next month, epoch milliseconds
 * @param spent dollars spent on closed days
 * @param writtenOff dollars of closed days that no holder accounted for, counted as spent
 * @param unbilled the part of {@code spent} that was an estimate and turned out not to be billed;
 *     zero in a floor, the only place of its JSON, which earlier versions read too
 * @param forgiven dollars that no longer count against the month's budget, by order of a person
 */
@JsonIgnoreProperties("unbilled")
public record Month(
    String id,
    long startMillis,
    long endMillis,
    Money spent,
    Money writtenOff,
    Money unbilled,
    Money forgiven) {

  public Month {
    unbilled = unbilled == null ? Money.ZERO : unbilled;
  }

  BudgetUse closedDays() {
    return new BudgetUse(spent, writtenOff, unbilled, Money.ZERO, Money.ZERO, forgiven);
  }

  /** With a day that is closed for good. */
  Month plus(Money moreSpent, Money moreWrittenOff, Money moreUnbilled) {
    var spentNow = spent.plus(moreSpent).min(LedgerLines.MAX_AMOUNT);
    return new Month(
        id,
        startMillis,
        endMillis,
        spentNow,
        writtenOff.plus(moreWrittenOff).min(LedgerLines.MAX_AMOUNT),
        unbilled.plus(moreUnbilled).min(spentNow),
        forgiven);
  }

  Month forgive(Money more) {
    return new Month(id, startMillis, endMillis, spent, writtenOff, unbilled, forgiven.plus(more));
  }

  /** The same with no more forgiven than {@code most}. */
  Month forgivenAtMost(Money most) {
    return new Month(id, startMillis, endMillis, spent, writtenOff, unbilled, forgiven.min(most));
  }

  /** The same use with what was not billed taken out of what was spent. */
  Month net() {
    return new Month(
        id, startMillis, endMillis, spent.minus(unbilled), writtenOff, Money.ZERO, forgiven);
  }
}
