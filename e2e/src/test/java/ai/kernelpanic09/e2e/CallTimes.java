package ai.kernelpanic09.e2e;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How calls ended, and how long they took.
 *
 * @param statuses the number of calls by HTTP status; 000 for those without an answer
 * @param sortedMillis the times of all of them, the shortest first
 */
record CallTimes(Map<String, Integer> statuses, List<Double> sortedMillis) {

  CallTimes {
    sortedMillis = sortedMillis.stream().sorted().toList();
    statuses = Map.copyOf(statuses);
  }

  /**
   * Of lines {@code STATUS SECONDS}, or {@code STATUS SECONDS LOOKUP}, as curl writes them: the
   * time until a name was looked up is the DNS server's, and is left out.
   */
  static CallTimes of(List<String> lines) {
    var statuses = new TreeMap<String, Integer>();
    for (var line : lines) {
      statuses.merge(line.split(" ", 2)[0], 1, Integer::sum);
    }
    return new CallTimes(statuses, lines.stream().map(CallTimes::millis).toList());
  }

  private static double millis(String line) {
    var cells = line.split(" ", 3);
    var lookup = cells.length > 2 ? Double.parseDouble(cells[2]) : 0;
    return (Double.parseDouble(cells[1]) - lookup) * 1_000;
  }

  int count() {
    return sortedMillis.size();
  }

  /**
   * The time within which so many percent of the calls ended: a measured one, never between two.
   */
  double millis(int percent) {
    return sortedMillis.get(Math.max(0, Math.ceilDiv(count() * percent, 100) - 1));
  }

  double medianMillis() {
    return millis(50);
  }

  double slowestMillis() {
    return millis(100);
  }

  /** Cells of a table: calls, median, 99th percentile and slowest. */
  String cells() {
    return String.format(
        Locale.ROOT,
        "%d | %.0f ms | %.0f ms | %.0f ms",
        count(),
        medianMillis(),
        millis(99),
        slowestMillis());
  }
}
