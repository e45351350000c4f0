package ai.kernelpanic09.cli.bill;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines of bytes one after the other, and keeps none that is longer than a bound. */
final class BoundedLines {

  private final InputStream from;
  private final int most;
  private byte[] line = new byte[1 << 16];
  private int length;
  private long number;
  private boolean tooLong;

  /**
   * @param from is read to its end; buffered
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
    var any = false;
    for (var b = from.read(); b >= 0; b = from.read()) {
      any = true;
      if (b == '\n') {
        break;
      }
      keep((byte) b);
    }
    number += any ? 1 : 0;
    return any;
  }

  private void keep(byte b) {
    if (length == most) {
      tooLong = true;
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(most, line.length * 2));
    }
    line[length++] = b;
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
    var at = 0;
    while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r')) {
      at++;
    }
    return at;
  }
}
