package ai.kernelpanic09.sidecar.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a buffer of splices, to be sent. It refers to their bytes, and copies them only when they
 * are few.
 */
public final class SplicedBuffer {

  /** Up to this size one copy costs less than a buffer of parts. */
  private static final int SMALL_BYTES = 2 << 10;

  private SplicedBuffer() {}

  /** All bytes of the splices, in their order. */
  public static Buffer of(Splices splices) {
    return splices.length() <= SMALL_BYTES ? joined(splices) : composed(splices);
  }

  private static Buffer joined(Splices splices) {
    var bytes = new byte[(int) splices.length()];
    var at = 0;
    for (var step = 0; step < splices.steps(); step++) {
      var own = splices.insertedAt(step);
      System.arraycopy(own, 0, bytes, at, own.length);
      at += own.length;
      at += splices.body().copy(splices.fromAt(step), splices.toAt(step), bytes, at);
    }
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  private static Buffer composed(Splices splices) {
    var parts = new ArrayList<ByteBuf>();
    for (var step = 0; step < splices.steps(); step++) {
      var own = splices.insertedAt(step);
      if (own.length > 0) {
        parts.add(Unpooled.wrappedBuffer(own));
      }
      addRange(parts, splices.body(), splices.fromAt(step), splices.toAt(step));
    }
    return BufferInternal.buffer(Unpooled.wrappedBuffer(parts.toArray(new ByteBuf[0])));
  }

  private static void addRange(List<ByteBuf> parts, ReceivedBytes body, int from, int to) {
    for (var at = from; at < to; ) {
      var segment = body.segmentOf(at);
      var start = body.startOf(segment);
      var end = Math.min(to, start + body.sizeOf(segment));
      parts.add(Unpooled.wrappedBuffer(body.segment(segment), at - start, end - at));
      at = end;
    }
  }
}
