package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;

/** Exact integer arithmetic of prices that are quoted per number of units. */
final class UnitPrice {

  static final long MILLION = 1_000_000;

  /** {@code count} × {@code price} ÷ {@code per}, rounded up to a nano-dollar. */
  static Money cost(long count, Money price, long per) {
    if (count < 0) {
      throw new IllegalArgumentException("a count below zero: " + count);
    }
    return Money.ofNanoDollars(Math.ceilDiv(Math.multiplyExact(count, price.nanoDollars()), per));
  }

  private UnitPrice() {}
}
