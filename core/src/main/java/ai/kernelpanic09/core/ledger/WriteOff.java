package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * Dollars of a day that nobody has accounted for an hour after its end: they count as spent.
 *
 * @param window id of the day
 * @param amount dollars
 * @param leases how many leases they were lent under
 */
public record WriteOff(String window, Money amount, long leases) {}
