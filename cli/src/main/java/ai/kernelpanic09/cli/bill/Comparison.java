package ai.kernelpanic09.cli.bill;

import java.util.List;

/**
 * What came of it.
 *
 * @param days by day and endpoint; what is none of ours, or not told, comes first in each day
 * @param calls that differ, by day and endpoint
 * @param notes sentences about what was left out, or could not be told
 */
record Comparison(List<DayRow> days, List<DifferingCall> calls, List<String> notes) {

  Comparison {
    days = List.copyOf(days);
    calls = List.copyOf(calls);
    notes = List.copyOf(notes);
  }

  boolean isEqual() {
    return calls.isEmpty() && days.stream().allMatch(DayRow::isEqual);
  }
}
