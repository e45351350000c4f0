package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * A threshold that a budget's use has reached; reported only by the commit that crosses it.
 *
 * @param budget {@code daily} or {@code monthly}
 * @param window id of the day or month
 * @param percent the threshold: 50, 80 or 100; where one commit crosses several, the highest
 * @param used dollars spent and written off
 * @param limit dollars of the budget
 */
public record Crossing(String budget, String window, int percent, Money used, Money limit) {}
