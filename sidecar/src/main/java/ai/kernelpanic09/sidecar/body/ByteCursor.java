package ai.kernelpanic09.sidecar.body;

/** A cursor that reads a range of a body byte by byte. */
public final class ByteCursor {

  /** The value that is read at the end. */
  public static final int END = -1;

  private final ReceivedBytes body;
  private final int end;
  private byte[] bytes = {};
  private int segment = -1;
  private int base;
  private int at;
  private int size;

  public ByteCursor(ReceivedBytes body) {
    this(body, 0, body.length());
  }

  public ByteCursor(ReceivedBytes body, int from, int to) {
    this.body = body;
    end = to;
    base = from;
    if (from < to) {
      open(body.segmentOf(from), from);
    }
  }

  private void open(int number, int from) {
    segment = number;
    bytes = body.segment(number);
    base = body.startOf(number);
    at = from - base;
    size = Math.min(body.sizeOf(number), end - base);
  }

  public int position() {
    return base + at;
  }

  /** The next byte, without moving past it; {@link #END} at the end. */
  public int peek() {
    if (at == size && !nextSegment()) {
      return END;
    }
    return bytes[at] & 0xFF;
  }

  /** Reads the next byte and moves past it; {@link #END} at the end. */
  public int read() {
    var next = peek();
    if (next != END) {
      at++;
    }
    return next;
  }

  /**
   * Moves past the characters that are one byte long and need no escape in a JSON string, at most
   * to the end of the current segment.
   *
   * @return how many there were; negated when any of them is not a space
   */
  public int skipPlain() {
    var from = at;
    var seen = 0;
    while (at < size) {
      var next = bytes[at];
      if (next < ' ' || next == '"' || next == '\\') {
        break;
      }
      seen |= next - ' ';
      at++;
    }
    return seen == 0 ? at - from : from - at;
  }

  /** Moves past the white space between tokens. */
  public void skipBlanks() {
    while (true) {
      switch (peek()) {
        case ' ', '\t', '\n', '\r' -> at++;
        default -> {
          return;
        }
      }
    }
  }

  private boolean nextSegment() {
    if (base + at >= end || segment < 0) {
      return false;
    }
    open(segment + 1, body.startOf(segment + 1));
    return true;
  }
}
