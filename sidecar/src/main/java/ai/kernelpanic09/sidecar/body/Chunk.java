package ai.kernelpanic09.sidecar.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Takes the bytes out of a chunk as Vert.x hands it on: on the heap, in an array of its own. */
public final class Chunk {

  private Chunk() {}

  /**
   * The chunk's bytes: its own array where that holds nothing else, so the chunk must not be
   * written to afterwards; a copy otherwise.
   */
  public static byte[] bytes(Buffer chunk) {
    var bytes = ((BufferInternal) chunk).getByteBuf();
    return bytes.hasArray()
            && bytes.arrayOffset() == 0
            && bytes.readerIndex() == 0
            && bytes.array().length == bytes.readableBytes()
        ? bytes.array()
        : chunk.getBytes();
  }
}
