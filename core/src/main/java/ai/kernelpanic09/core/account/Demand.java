package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;

/**
 * What a call needs before it may be sent.
 *
 * @param worst dollars that it can't exceed
 * @param tokens model tokens that it can't exceed, input and output
 */
public record Demand(Money worst, long tokens) {}
