package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BiConsumer;
import software.amazon.eventstream.Message;

/**
 * Cuts received bytes into messages of AWS's event stream, wherever the network has split them.
 *
 * <p>The SDK's own decoder allocates two megabytes for each stream, this one only as much as the
 * largest message takes, and between messages nothing. The SDK decodes the messages themselves and
 * verifies their checksums.
 */
final class FrameCutter {

  private static final int MIN_FRAME_BYTES = Frame.PRELUDE_BYTES + Frame.CHECKSUM_BYTES;
  private static final int MAX_FRAME_BYTES = 4 << 20;
  private static final byte[] NOTHING = {};

  private final BiConsumer<byte[], Message> frames;
  private byte[] held = NOTHING;
  private int size;

  /**
   * @param frames takes the bytes of each frame, in an array of their own, and its decoded message
   */
  FrameCutter(BiConsumer<byte[], Message> frames) {
    this.frames = frames;
  }

  /**
   * Takes more received bytes.
   *
   * @throws BedrockException when they are no event stream
   */
  void feed(Buffer part) {
    var needed = size + part.length();
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(needed, held.length * 2));
    }
    part.getBytes(held, size);
    size = needed;
    var at = 0;
    while (size - at >= Frame.PRELUDE_BYTES) {
      var length = ByteBuffer.wrap(held, at, Integer.BYTES).getInt();
      if (length < MIN_FRAME_BYTES || length > MAX_FRAME_BYTES) {
        throw unreadable("a message of " + length + " bytes");
      }
      if (size - at < length) {
        break;
      }
      var frame = Arrays.copyOfRange(held, at, at + length);
      frames.accept(frame, message(frame));
      at += length;
    }
    if (at == size) {
      held = NOTHING;
      size = 0;
    } else if (at > 0) {
      held = Arrays.copyOfRange(held, at, size);
      size = held.length;
    }
  }

  private static Message message(byte[] frame) {
    try {
      return Message.decode(ByteBuffer.wrap(frame));
    } catch (RuntimeException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static BedrockException unreadable(String why) {
    return new BedrockException(Kind.UNREADABLE, "Bedrock: the stream can't be read: " + why);
  }
}
