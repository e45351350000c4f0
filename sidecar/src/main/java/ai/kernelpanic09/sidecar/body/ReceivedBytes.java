package ai.kernelpanic09.sidecar.body;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a body as they came, in segments that are never joined: the only whole copy of the
 * body in memory. One thread writes them before others read them.
 */
public final class ReceivedBytes {

  private static final int SEGMENT_BYTES = 4 << 10;

  private final List<Segment> segments = new ArrayList<>(1);
  private final int expected;
  private int tailSize;
  private int length;
  private long allocated;

  /** Bytes of the body that begin at position {@code start}. */
  private static final class Segment {
    private final int start;
    private final byte[] bytes;

    Segment(int start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }
  }

  /** Bytes whose number is not known ahead. */
  public ReceivedBytes() {
    this(0);
  }

  /**
   * @param expected how many bytes will come in all; 0 where that is not known
   */
  public ReceivedBytes(int expected) {
    this.expected = expected;
  }

  /** A body of these bytes, which are not copied. */
  public static ReceivedBytes of(byte[] bytes) {
    var received = new ReceivedBytes();
    received.append(bytes);
    return received;
  }

  /** Adds bytes at the end; the array may be kept, so it must not be changed any more. */
  public void append(byte[] part) {
    var copied = fillTail(part);
    var rest = part.length - copied;
    if (rest == 0) {
      return;
    }
    if (isKept(copied, rest)) {
      add(part, part.length);
    } else {
      var bytes = new byte[segmentFor(rest, length)];
      System.arraycopy(part, copied, bytes, 0, rest);
      add(bytes, rest);
    }
  }

  /**
   * Whether an array becomes a segment itself: {@code copied} of its bytes went into the segment
   * before, {@code rest} are left.
   */
  private boolean isKept(int copied, int rest) {
    return copied == 0 && (segments.isEmpty() || rest >= SEGMENT_BYTES);
  }

  /**
   * The size of a new segment for {@code more} bytes at {@code position}: room for later bytes too,
   * but no more than are expected.
   */
  private int segmentFor(int more, int position) {
    var left = expected > position ? expected - position : SEGMENT_BYTES;
    return Math.max(more, Math.min(SEGMENT_BYTES, left));
  }

  private int fillTail(byte[] part) {
    if (segments.isEmpty()) {
      return 0;
    }
    var tail = segments.getLast().bytes;
    var copied = Math.min(tail.length - tailSize, part.length);
    System.arraycopy(part, 0, tail, tailSize, copied);
    tailSize += copied;
    length += copied;
    return copied;
  }

  private void add(byte[] bytes, int used) {
    segments.add(new Segment(length, bytes));
    allocated += bytes.length;
    tailSize = used;
    length += used;
  }

  /** Number of bytes. */
  public int length() {
    return length;
  }

  /**
   * All bytes in one array: the array that they came in if there was only one, otherwise a copy.
   */
  public byte[] toArray() {
    if (segments.size() == 1 && segments.getFirst().bytes.length == length) {
      return segments.getFirst().bytes;
    }
    var bytes = new byte[length];
    for (var i = 0; i < segments.size(); i++) {
      System.arraycopy(segment(i), 0, bytes, startOf(i), sizeOf(i));
    }
    return bytes;
  }

  /** Bytes of memory that the segments take. */
  public long allocated() {
    return allocated;
  }

  /** Bytes of memory that the segments will take when {@code more} bytes have been added. */
  public long allocatedWith(int more) {
    var room = segments.isEmpty() ? 0 : segments.getLast().bytes.length - tailSize;
    var rest = more - room;
    if (rest <= 0) {
      return allocated;
    }
    return allocated + (isKept(room, rest) ? rest : segmentFor(rest, length + room));
  }

  /**
   * Copies a range of the body.
   *
   * @param at index in {@code into} of the range's first byte
   * @return the number of bytes copied
   */
  int copy(int from, int to, byte[] into, int at) {
    for (var next = from; next < to; ) {
      var segment = segmentOf(next);
      var start = startOf(segment);
      var count = Math.min(to, start + sizeOf(segment)) - next;
      System.arraycopy(segment(segment), next - start, into, at + next - from, count);
      next += count;
    }
    return to - from;
  }

  /** A stream over a range of the body. */
  public InputStream open(int from, int to) {
    return new RangeStream(this, from, to);
  }

  /** The number of the segment that holds this byte. */
  public int segmentOf(int position) {
    var low = 0;
    var high = segments.size() - 1;
    while (low < high) {
      var middle = (low + high + 1) >>> 1;
      if (segments.get(middle).start <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  public byte[] segment(int number) {
    return segments.get(number).bytes;
  }

  public int startOf(int number) {
    return segments.get(number).start;
  }

  /** The number of bytes of a segment that are in use. */
  public int sizeOf(int number) {
    return number == segments.size() - 1
        ? tailSize
        : segments.get(number + 1).start - segments.get(number).start;
  }
}
