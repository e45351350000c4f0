package ai.kernelpanic09.sidecar.body;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A text that is put together from ranges of a received body and a few bytes of our own between
 * them.
 */
public final class Splices {

  private static final byte[] NOTHING = {};

  /** Bytes of memory that one step takes: its entries in three arrays. */
  private static final int STEP_BYTES = 12;

  /** Bytes of memory that an array takes beside its elements. */
  private static final int OWN_BYTES = 16;

  private final ReceivedBytes body;
  private byte[][] insert = new byte[8][];
  private int[] from = new int[8];
  private int[] to = new int[8];
  private int count;
  private long length;
  private long ownBytes;

  public Splices(ReceivedBytes body) {
    this.body = body;
  }

  /** Adds bytes of our own, which others may share. */
  public void insert(byte[] bytes) {
    add(bytes, 0, 0);
  }

  /** Adds bytes of our own that were made for this text alone: they count as its memory. */
  public void insertOwn(byte[] bytes) {
    insert(bytes);
    ownBytes += OWN_BYTES + bytes.length;
  }

  /** Adds a range of the body. */
  public void copy(int start, int end) {
    if (start == end) {
      return;
    }
    if (count > 0 && from[count - 1] == to[count - 1]) {
      from[count - 1] = start;
      to[count - 1] = end;
      length += end - start;
    } else {
      add(NOTHING, start, end);
    }
  }

  /** All of another text that is put together from the same body. */
  public void append(Splices other) {
    for (var i = 0; i < other.count; i++) {
      if (other.insert[i].length > 0) {
        insert(other.insert[i]);
      }
      copy(other.from[i], other.to[i]);
    }
    ownBytes += other.ownBytes;
  }

  private void add(byte[] bytes, int start, int end) {
    if (count == insert.length) {
      insert = Arrays.copyOf(insert, 2 * count);
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    insert[count] = bytes;
    from[count] = start;
    to[count] = end;
    count++;
    length += bytes.length + end - start;
  }

  /**
   * A copy that has other bytes in certain places of the body, each of which lies within one range.
   *
   * @param starts the places' first bytes, in ascending order
   * @param ends the indices behind the places' last bytes
   * @param places the number of places
   * @param by makes the bytes that replace the place of an index
   */
  public Splices replacing(int[] starts, int[] ends, int places, IntFunction<byte[]> by) {
    var replaced = new Splices(body);
    for (var i = 0; i < count; i++) {
      if (insert[i].length > 0) {
        replaced.insert(insert[i]);
      }
      var at = from[i];
      var place = Arrays.binarySearch(starts, 0, places, at);
      for (place = place < 0 ? -place - 1 : place;
          place < places && starts[place] < to[i];
          place++) {
        replaced.copy(at, starts[place]);
        replaced.insert(by.apply(place));
        at = ends[place];
      }
      replaced.copy(at, to[i]);
    }
    return replaced;
  }

  public long length() {
    return length;
  }

  /** Bytes of memory that this takes beside the body and the bytes of our own that others share. */
  public long allocated() {
    return (long) STEP_BYTES * insert.length + ownBytes;
  }

  public int steps() {
    return count;
  }

  public byte[] insertedAt(int step) {
    return insert[step];
  }

  public int fromAt(int step) {
    return from[step];
  }

  public int toAt(int step) {
    return to[step];
  }

  public ReceivedBytes body() {
    return body;
  }
}
