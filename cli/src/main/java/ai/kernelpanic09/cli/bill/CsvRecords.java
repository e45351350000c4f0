package ai.kernelpanic09.cli.bill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV record by record: fields in quotes may hold commas, quotes that are doubled, and line
 * ends.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvRecords {

  /** Far above any row of AWS's, and far below what memory holds. */
  private static final int MAX_RECORD = 4 << 20;

  private final BufferedReader from;
  private final List<String> fields = new ArrayList<>();
  private final StringBuilder field = new StringBuilder();
  private int size;
  private int pushedBack = -2;
  private long line = 1;
  private long recordLine = 1;

  CsvRecords(Reader from) {
    this.from = new BufferedReader(from, 1 << 16);
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end
   */
  boolean next() throws IOException {
    fields.clear();
    field.setLength(0);
    size = 0;
    recordLine = line;
    var quoted = false;
    var any = false;
    for (var c = read(); c >= 0; c = read()) {
      any = true;
      if (c == '\n') {
        line++;
      }
      if (quoted) {
        if (c != '"') {
          keep(c);
        } else {
          var following = read();
          if (following == '"') {
            keep('"');
          } else {
            quoted = false;
            pushedBack = following;
          }
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        endField();
      } else if (c == '\n') {
        break;
      } else if (c != '\r') {
        keep(c);
      }
    }
    if (any) {
      endField();
    }
    return any;
  }

  private int read() throws IOException {
    if (pushedBack == -2) {
      return from.read();
    }
    var c = pushedBack;
    pushedBack = -2;
    return c;
  }

  private void keep(int c) {
    size++;
    if (size <= MAX_RECORD) {
      field.append((char) c);
    }
  }

  private void endField() {
    fields.add(field.toString());
    field.setLength(0);
  }

  /** The fields of the record; valid until the next one. */
  List<String> fields() {
    return fields;
  }

  /** Whether the record is longer than any of AWS's: then only its beginning is here. */
  boolean isTooLong() {
    return size > MAX_RECORD;
  }

  /** The number of the line on which the record begins, from 1. */
  long line() {
    return recordLine;
  }
}
