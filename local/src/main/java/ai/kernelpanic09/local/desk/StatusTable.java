package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders the spend of all endpoints as a table. */
public final class StatusTable {

  private static final String[] TITLES = {
    "ENDPOINT", "BUDGET/DAY", "COST/DAY", "BUDGET/MONTH", "COST/MONTH", "INVOCATIONS"
  };

  private StatusTable() {}

  public static String text(Map<DeskEndpoint, LedgerState> ledgers, long nowMillis) {
    var rows = new ArrayList<String[]>();
    rows.add(TITLES);
    ledgers.forEach((endpoint, state) -> rows.add(row(endpoint, state, nowMillis)));
    return Table.text(rows);
  }

  private static String[] row(DeskEndpoint endpoint, LedgerState state, long nowMillis) {
    var view = DurableLedger.of(state, endpoint.terms(), nowMillis);
    return new String[] {
      endpoint.name().toString(),
      limit(endpoint.terms().daily()),
      spent(view.budget().daily()),
      limit(endpoint.terms().monthly()),
      spent(view.budget().monthly()),
      Long.toString(view.usage().invocations())
    };
  }

  private static String limit(@Nullable Money limit) {
    return limit == null ? "none" : limit.toString();
  }

  private static String spent(@Nullable BudgetView view) {
    return view == null ? Money.ZERO.toString() : view.booked().toString();
  }
}
