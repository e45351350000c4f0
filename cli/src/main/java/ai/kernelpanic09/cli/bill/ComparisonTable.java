package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.local.desk.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a comparison for people. */
final class ComparisonTable {

  private static final String[] DAYS = {
    "DAY", "ENDPOINT", "CALLS", "BOOKED", "ESTIMATED", "BY AWS'S LOGS", "COST REPORT", "DIFFERENCE"
  };
  private static final String[] CALLS = {
    "DAY", "ENDPOINT", "CALL", "REQUEST", "REASON", "BOOKED", "BY AWS'S LOGS"
  };
  private static final String[] SETTLEMENTS = {
    "DAY", "ENDPOINT", "CALLS", "BOOKED", "BY AWS'S LOGS", "RESULT"
  };
  private static final String NOT_OURS = "not ours or not told";
  private static final String NONE = "-";

  static String of(Comparison comparison) {
    var text = new StringBuilder();
    if (!comparison.days().isEmpty()) {
      var rows = new ArrayList<String[]>();
      rows.add(DAYS);
      comparison.days().forEach(each -> rows.add(row(each)));
      text.append(Table.text(rows)).append('\n');
    }
    if (!comparison.calls().isEmpty()) {
      var rows = new ArrayList<String[]>();
      rows.add(CALLS);
      comparison.calls().forEach(each -> rows.add(row(each)));
      text.append(Table.text(rows)).append('\n');
    }
    if (!comparison.settlements().isEmpty()) {
      text.append(settlements(comparison.settlements())).append('\n');
    }
    comparison.notes().forEach(each -> text.append("note: ").append(each).append('\n'));
    return text.append(verdict(comparison)).toString();
  }

  /** What is done about estimates, or is to do. */
  static String settlements(List<DaySettlement> settlements) {
    var rows = new ArrayList<String[]>();
    rows.add(SETTLEMENTS);
    settlements.forEach(each -> rows.add(row(each)));
    return Table.text(rows);
  }

  private static String[] row(DaySettlement day) {
    return new String[] {
      day.key().day(),
      endpoint(day.key()),
      Long.toString(day.calls()),
      day.resolved().estimates().toString(),
      day.resolved().billed().toString(),
      day.problem().isEmpty() ? day.result().toString() : day.result() + ": " + day.problem()
    };
  }

  private static String verdict(Comparison comparison) {
    if (comparison.days().isEmpty() && comparison.calls().isEmpty()) {
      return "nothing to compare: AWS's files hold no calls and no costs of these endpoints";
    }
    if (comparison.isEqual()) {
      return "equal";
    }
    return "different: %d of %d days, %d calls"
        .formatted(
            comparison.days().stream().filter(each -> !each.isEqual()).count(),
            comparison.days().size(),
            comparison.calls().size());
  }

  private static String[] row(DayRow row) {
    var booked = row.booked();
    return new String[] {
      row.key().day(),
      endpoint(row.key()),
      Long.toString(row.calls()),
      booked == null ? row.key().isOurs() ? "unknown" : NONE : booked.dollars().toString(),
      booked == null ? NONE : booked.estimated().toString(),
      text(row.logged()),
      text(row.report()),
      text(row.difference())
    };
  }

  private static String[] row(DifferingCall call) {
    return new String[] {
      call.day().day(),
      endpoint(call.day()),
      call.call().isEmpty() ? NONE : call.call(),
      call.request(),
      call.reason().toString(),
      text(call.booked()),
      text(call.logged())
    };
  }

  private static String endpoint(DayKey key) {
    return key.isOurs() ? key.endpoint() : NOT_OURS;
  }

  private static String text(@Nullable Money money) {
    return money == null ? NONE : money.toString();
  }

  private ComparisonTable() {}
}
