package ai.kernelpanic09.sidecar.body;

import java.io.InputStream;

/** A stream over a range of a body. */
public final class RangeStream extends InputStream {

  private final ReceivedBytes body;
  private final int end;
  private int segment;
  private int position;

  public RangeStream(ReceivedBytes body, int from, int to) {
    this.body = body;
    end = to;
    position = from;
    segment = body.segmentOf(from);
  }

  @Override
  public int read() {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    var at = position - body.startOf(segment);
    if (at == body.sizeOf(segment)) {
      segment++;
      at = 0;
    }
    var count = Math.min(length, Math.min(body.sizeOf(segment) - at, end - position));
    System.arraycopy(body.segment(segment), at, into, offset, count);
    position += count;
    return count;
  }
}
