package ai.kernelpanic09.cli.budget;

import ai.kernelpanic09.api.BudgetReset;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The order to reset a budget, in the form that {@link BudgetReset} reads.
 *
 * @param id names the order
 * @param uid of the object that it is meant for
 * @param by the user who gives it
 */
record ResetOrderText(
    String id, String uid, Instant at, String by, BudgetName budget, String reason) {

  String json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("uid", uid)
        .put("at", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("by", by)
        .put("budget", budget.word())
        .put("reason", reason)
        .toString();
  }
}
