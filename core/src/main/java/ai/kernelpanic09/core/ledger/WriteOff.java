package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * Dollars of a day that no holder has accounted for within an hour of its end; they count as spent.
 *
 * @param window id of the day
 * @param amount dollars
 * @param leases number of leases that they were lent under
 */
public record WriteOff(String window, Money amount, long leases) {}
