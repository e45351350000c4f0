package ai.kernelpanic09.local;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.local.desk.Table;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The texts that local mode prints when it has started. */
final class Banner {

  private static final String[] TITLES = {
    "ENDPOINT", "MODEL", "BUDGET/DAY", "BUDGET/MONTH", "CALLS/MIN", "GUARDRAIL"
  };

  private Banner() {}

  /** The endpoints as a table. */
  static String endpoints(Collection<DeskEndpoint> endpoints) {
    var rows = new ArrayList<String[]>();
    rows.add(TITLES);
    for (var each : endpoints) {
      rows.add(
          new String[] {
            each.name().toString(),
            each.limits().modelId(),
            budget(each.terms(), each.terms().daily()),
            budget(each.terms(), each.terms().monthly()),
            number(each.limits().requestsPerMinute()),
            guardrail(each)
          });
    }
    return Table.text(rows);
  }

  /** A call that can be pasted into a shell. */
  static String curl(String url, DeskEndpoint endpoint) {
    return """
    curl %s/invoke/%s -H 'content-type: application/json' \\
      -d '{"messages": [{"role": "user", "content": "Say hello"}], "maxTokens": 64}'
    """
        .formatted(url, endpoint.name());
  }

  private static String budget(BudgetTerms terms, @Nullable Money limit) {
    return limit == null ? "none" : limit + (terms.blocks() ? "" : " (warns only)");
  }

  private static String number(@Nullable Long number) {
    return number == null ? "no limit" : number.toString();
  }

  private static String guardrail(DeskEndpoint endpoint) {
    var use = endpoint.limits().guardrail();
    return use == null
        ? "none"
        : endpoint.limits().guardrailPolicy()
            + " ("
            + use.id()
            + ", version "
            + use.version()
            + ")";
  }
}
