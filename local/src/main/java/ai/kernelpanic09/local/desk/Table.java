package ai.kernelpanic09.local.desk;

import java.util.List;

/** Renders rows of text in columns. */
public final class Table {

  private static final int GAP = 3;

  private Table() {}

  /** The rows, all of one length, each column as wide as its widest cell. */
  public static String text(List<String[]> rows) {
    var widths = new int[rows.getFirst().length];
    for (var row : rows) {
      for (var i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + GAP));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
