package ai.kernelpanic09.sidecar.local;

import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was spent, as a table for people. */
public final class StatusTable {

  private static final String[] TITLES = {
    "ENDPOINT", "BUDGET/DAY", "COST/DAY", "BUDGET/MONTH", "COST/MONTH", "INVOCATIONS"
  };

  private StatusTable() {}

  public static String text(Map<DeskEndpoint, LedgerState> ledgers, long nowMillis) {
    var rows = new ArrayList<String[]>();
    rows.add(TITLES);
    ledgers.forEach((endpoint, state) -> rows.add(row(endpoint, state, nowMillis)));
    return print(rows);
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
    return view == null ? Money.ZERO.toString() : view.spent().plus(view.writtenOff()).toString();
  }

  private static String print(List<String[]> rows) {
    var widths = new int[TITLES.length];
    for (var row : rows) {
      for (var i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 3));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
