package ai.kernelpanic09.cli.bill;

import java.util.List;

/**
 * What came of it.
 *
 * @param days by day and endpoint; what is none of ours, or not told, comes first in each day
 * @param calls that differ, by day and endpoint
 * @param settlements what was done about estimates; empty where nothing was to be done
 * @param notes sentences about what was left out, or could not be told
 */
record Comparison(
    List<DayRow> days,
    List<DifferingCall> calls,
    List<DaySettlement> settlements,
    List<String> notes) {

  Comparison {
    days = List.copyOf(days);
    calls = List.copyOf(calls);
    settlements = List.copyOf(settlements);
    notes = List.copyOf(notes);
  }

  boolean isEqual() {
    return calls.isEmpty()
        && days.stream().allMatch(DayRow::isEqual)
        && settlements.stream().allMatch(DaySettlement::isDone);
  }
}
