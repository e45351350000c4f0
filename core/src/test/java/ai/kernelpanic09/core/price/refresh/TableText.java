package ai.kernelpanic09.core.price.refresh;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of prices as text. Comments and order stay. A new price ends the old row and adds
 * another; a row by which a call may have been priced is never rewritten.
 */
final class TableText {

  static final String NONE = "-";

  private final List<String[]> lines = new ArrayList<>();
  private final int keys;
  private final int from;
  private final int to;

  /**
   * @param keys number of the leading columns that make up a row's key
   * @param from index of the column with the first day
   * @param to index of the column with the last day
   */
  TableText(String text, int keys, int from, int to) {
    this.keys = keys;
    this.from = from;
    this.to = to;
    text.lines().forEach(line -> lines.add(line.split("\t", -1)));
  }

  /** The newest row of each key, by the key's columns. */
  Map<List<String>, String[]> newest() {
    var newest = new LinkedHashMap<List<String>, String[]>();
    for (var line : lines) {
      if (line.length > to && !line[0].startsWith("#")) {
        newest.merge(
            List.of(line).subList(0, keys),
            line,
            (one, other) -> first(one).isAfter(first(other)) ? one : other);
      }
    }
    return newest;
  }

  /** The first day of a row. */
  LocalDate first(String[] row) {
    return row[from].equals(NONE) ? LocalDate.MIN : LocalDate.parse(row[from]);
  }

  /** Whether a row has a last day, after which its key has no price. */
  boolean ends(String[] row) {
    return !row[to].equals(NONE);
  }

  /**
   * Ends {@code row} the day before {@code next} begins; replaces a {@code row} that has not begun.
   */
  void follow(String[] row, String[] next, LocalDate start, LocalDate today) {
    next[from] = start.toString();
    next[to] = NONE;
    var at = lines.indexOf(row);
    if (first(row).isAfter(today)) {
      // No call was priced by it: the row before it ends the day before the new one begins.
      var before = first(row).minusDays(1).toString();
      for (var line : lines) {
        if (line.length > to
            && Arrays.asList(line).subList(0, keys).equals(Arrays.asList(row).subList(0, keys))
            && line[to].equals(before)) {
          line[to] = start.minusDays(1).toString();
        }
      }
      lines.set(at, next);
    } else {
      row[to] = start.minusDays(1).toString();
      lines.add(at + 1, next);
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    lines.forEach(line -> text.append(String.join("\t", line)).append('\n'));
    return text.toString();
  }
}
