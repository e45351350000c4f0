package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/** Dollars and calls of one name in one window. */
sealed interface Attributed<T extends Attributed<T>> permits Spender, PodSpend {

  /**
   * The name of the entry that adds up all names beyond the {@link TopSpenders#MAX_NAMED} that
   * spend most.
   */
  String OTHER = "other";

  String window();

  String name();

  Money spent();

  long invocations();

  /** The same name and window, with other amounts. */
  T with(Money spent, long invocations);

  /** The empty entry {@link #OTHER} of the same window. */
  T others();
}
