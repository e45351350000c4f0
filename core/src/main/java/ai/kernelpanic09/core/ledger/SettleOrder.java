package ai.kernelpanic09.core.ledger;

/**
 * An order to let the true cost of calls count in place of what was booked for them as estimates.
 *
 * @param id names the order, which is carried out once
 * @param by the user who gave it
 * @param window id of the day
 * @param resolved those calls, all of that day whose cost is known
 * @param reason in the words of that user
 */
public record SettleOrder(String id, String by, String window, Resolved resolved, String reason) {}
