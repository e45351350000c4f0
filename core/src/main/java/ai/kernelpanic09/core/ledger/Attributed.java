package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/** Dollars and calls of one name in one period. */
sealed interface Attributed<T extends Attributed<T>> permits Spender, PodSpend {

  /** The name of all those that have none of their own. */
  String OTHER = "other";

  String period();

  String name();

  Money spent();

  long invocations();

  /** The same name and period, with other amounts. */
  T with(Money spent, long invocations);

  /** The entry without amounts for all others of the period. */
  T others();
}
