package ai.kernelpanic09.sidecar.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two copies of a record in a slot of fixed size. A write goes to the older copy, so that a
 * process that dies in the middle of it leaves the newer one whole.
 *
 * <p>A copy is: checksum u32, length u32, generation u64, payload. The checksum covers all that
 * follows it.
 */
final class SlotCodec {

  static final int COPY_BYTES = 512;
  static final int SLOT_BYTES = 2 * COPY_BYTES;

  private static final int HEAD_BYTES = 16;
  static final int MAX_PAYLOAD_BYTES = COPY_BYTES - HEAD_BYTES;

  private final CRC32C checksum = new CRC32C();

  /** The newest whole copy of a slot. */
  record Copy(long generation, ByteBuffer payload) {}

  /** Writes a payload as {@code generation}, which must be one more than the slot's newest. */
  void write(ByteBuffer file, int slotOffset, long generation, ByteBuffer payload) {
    var length = payload.remaining();
    var offset = slotOffset + (int) (generation & 1) * COPY_BYTES;
    file.putInt(offset + 4, length);
    file.putLong(offset + 8, generation);
    file.put(offset + HEAD_BYTES, payload, payload.position(), length);
    file.putInt(offset, checksum(file, offset, length));
  }

  /** The newest whole copy; null when there is none. */
  @Nullable Copy read(ByteBuffer file, int slotOffset) {
    var even = readCopy(file, slotOffset, 0);
    var odd = readCopy(file, slotOffset + COPY_BYTES, 1);
    if (even == null || odd == null) {
      return even == null ? odd : even;
    }
    return even.generation() > odd.generation() ? even : odd;
  }

  private @Nullable Copy readCopy(ByteBuffer file, int offset, int parity) {
    var length = file.getInt(offset + 4);
    var generation = file.getLong(offset + 8);
    if (length < 0
        || length > MAX_PAYLOAD_BYTES
        || generation <= 0
        || (generation & 1) != parity
        || file.getInt(offset) != checksum(file, offset, length)) {
      return null;
    }
    return new Copy(generation, file.slice(offset + HEAD_BYTES, length));
  }

  private int checksum(ByteBuffer file, int offset, int length) {
    checksum.reset();
    checksum.update(file.slice(offset + 4, HEAD_BYTES - 4 + length));
    return (int) checksum.getValue();
  }
}
