package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * A commit that brings a budget's use to a threshold, told once: by the commit that crosses it.
 *
 * @param budget {@code daily} or {@code monthly}
 * @param window id of the day or month
 * @param percent the threshold; where one commit crosses more than one, the highest
 * @param used dollars spent and written off
 * @param limit the budget
 */
public record Crossing(String budget, String window, int percent, Money used, Money limit) {}
