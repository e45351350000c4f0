package ai.kernelpanic09.cli.bill;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines of bytes one after the other, and keeps none that is longer than a bound. */
final class BoundedLines {

  private static final int BUFFER = 1 << 16;

  private final InputStream from;
  private final int most;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private byte[] line = new byte[BUFFER];
  private int length;
  private long number;
  private boolean tooLong;

  /**
   * @param from is read to its end
   * @param most longest line in bytes
   */
  BoundedLines(InputStream from, int most) {
    this.from = from;
    this.most = most;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    length = 0;
    tooLong = false;
    if (at == filled && !fill()) {
      return false;
    }
    number++;
    do {
      var end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      keep(at, end);
      at = end;
      if (at < filled) {
        at++;
        return true;
      }
    } while (fill());
    return true;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, from.read(buffer));
    return filled > 0;
  }

  private void keep(int start, int end) {
    var kept = Math.min(end - start, most - length);
    if (length + kept > line.length) {
      line = Arrays.copyOf(line, Math.clamp(2L * line.length, length + kept, most));
    }
    System.arraycopy(buffer, start, line, length, kept);
    length += kept;
    tooLong |= kept < end - start;
  }

  /** The number of the line, from 1. */
  long number() {
    return number;
  }

  /** Whether the line is longer than the bound: then only its beginning is here. */
  boolean isTooLong() {
    return tooLong;
  }

  /** The bytes, of which {@link #length} are the line's; valid until the next one. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }

  /** The index of the first byte that is no blank; {@link #length} where there is none. */
  int start() {
    var first = 0;
    while (first < length && (line[first] == ' ' || line[first] == '\t' || line[first] == '\r')) {
      first++;
    }
    return first;
  }
}
