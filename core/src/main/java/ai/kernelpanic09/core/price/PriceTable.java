package ai.kernelpanic09.core.price;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the project's own tables: tabs separate the columns, and lines that begin with # are
 * comments.
 */
final class PriceTable {

  /** The text of an empty column. */
  static final String NONE = "-";

  /** The rows of a table on the class path. */
  static List<String[]> embedded(String name, int columns) {
    try (var in = PriceTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows of a table.
   *
   * @throws IllegalArgumentException when a row does not have {@code columns} columns
   */
  static List<String[]> parse(String name, String text, int columns) {
    var rows = new ArrayList<String[]>();
    var number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      var row = line.split("\t", -1);
      if (row.length != columns) {
        throw new IllegalArgumentException(
            name + ":" + number + ": " + row.length + " columns, not " + columns);
      }
      rows.add(row);
    }
    return rows;
  }

  private PriceTable() {}
}
