package ai.kernelpanic09.sidecar.bedrock;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * One event of a streamed answer as Bedrock frames it: all bytes of the frame, and the range of
 * them that is the payload. The array is shared and must not be changed.
 */
public final class Frame {

  static final int PRELUDE_BYTES = 12;
  static final int CHECKSUM_BYTES = 4;

  private final String type;
  private final byte[] bytes;

  private Frame(String type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /**
   * A frame that was received.
   *
   * @param bytes a whole frame whose checksums are right
   */
  static Frame received(String type, byte[] bytes) {
    return new Frame(type, bytes);
  }

  /** An event of our own, framed as Bedrock frames its events. */
  public static Frame of(String type, byte[] payload) {
    var bytes = new ByteArrayOutputStream(payload.length + 128);
    new Message(
            Map.of(
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"),
                ":message-type", HeaderValue.fromString("event")),
            payload)
        .encode(bytes);
    return new Frame(type, bytes.toByteArray());
  }

  /** The event's type, such as {@code contentBlockDelta}. */
  public String type() {
    return type;
  }

  /** The whole frame: prelude, headers, payload and checksums. */
  public byte[] bytes() {
    return bytes;
  }

  /** The index of the payload's first byte. */
  public int start() {
    return PRELUDE_BYTES + ByteBuffer.wrap(bytes, Integer.BYTES, Integer.BYTES).getInt();
  }

  /** The index behind the payload's last byte. */
  public int end() {
    return bytes.length - CHECKSUM_BYTES;
  }
}
