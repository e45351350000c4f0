package ai.kernelpanic09.e2e.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The differences as a table: those to look at first, then those that are left with a reason. */
final class DriftReport {

  private static final int MOST_CHARACTERS = 60;

  private final StringBuilder text = new StringBuilder();

  private DriftReport() {}

  static String of(List<Difference> differences, List<Left> left) {
    var report = new DriftReport();
    var open = new ArrayList<Difference>();
    var known = new ArrayList<Difference>();
    for (var each : differences) {
      (Left.reason(left, each).isEmpty() ? open : known).add(each);
    }
    if (open.isEmpty()) {
      report.text.append("Nothing is new, changed or gone.\n");
    } else {
      report.text.append("%d to look at:\n\n".formatted(open.size()));
      report.row("", "service", "what", "ours", "AWS's");
      report.row("---", "---", "---", "---", "---");
      open.forEach(report::row);
    }
    if (!known.isEmpty()) {
      report.text.append("\n%d are left, for a reason:\n\n".formatted(known.size()));
      report.row("", "service", "what", "why");
      report.row("---", "---", "---", "---");
      for (var each : known) {
        report.row(word(each), each.where(), each.what(), Left.reason(left, each).orElseThrow());
      }
    }
    return report.text.toString();
  }

  private void row(Difference difference) {
    row(
        word(difference),
        difference.where(),
        difference.what(),
        cut(difference.ours()),
        cut(difference.theirs()));
  }

  private void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String word(Difference difference) {
    return difference.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String cut(String value) {
    var cell = value.replace("|", "\\|");
    return cell.length() <= MOST_CHARACTERS ? cell : cell.substring(0, MOST_CHARACTERS) + "…";
  }
}
