package ai.kernelpanic09.sidecar.body;

import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/** A body of two splices, one behind the other, which are put together while they are read. */
public record SplicedBody(Splices head, Splices tail) implements RequestBody {

  @Override
  public long length() {
    return head.length() + tail.length();
  }

  @Override
  public InputStream open() {
    return new SequenceInputStream(new Stream(head), new Stream(tail));
  }

  /** Reads each step of the splices: its inserted bytes, then its range of the body. */
  private static final class Stream extends InputStream {
    private final Splices splices;
    private int step;
    private int inserted;
    private @Nullable RangeStream range;

    Stream(Splices splices) {
      this.splices = splices;
    }

    @Override
    public int read() {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      var done = 0;
      while (done < length && step < splices.steps()) {
        var own = splices.insertedAt(step);
        if (inserted < own.length) {
          var count = Math.min(length - done, own.length - inserted);
          System.arraycopy(own, inserted, into, offset + done, count);
          inserted += count;
          done += count;
        } else {
          done += readRange(into, offset + done, length - done);
        }
      }
      return done == 0 && length > 0 ? -1 : done;
    }

    private int readRange(byte[] into, int offset, int length) {
      var open = range;
      if (open == null) {
        open =
            splices.fromAt(step) == splices.toAt(step)
                ? null
                : new RangeStream(splices.body(), splices.fromAt(step), splices.toAt(step));
        range = open;
      }
      var count = open == null ? -1 : open.read(into, offset, length);
      if (count < 0) {
        step++;
        inserted = 0;
        range = null;
        return 0;
      }
      return count;
    }
  }
}
