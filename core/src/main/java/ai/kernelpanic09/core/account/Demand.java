package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;

/**
 * The worst case of a call, which must be available before the call may be sent.
 *
 * @param worst most dollars that it can cost
 * @param tokens most model tokens that it can use, input and output
 */
public record Demand(Money worst, long tokens) {}
