package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Frames of application/vnd.amazon.eventstream: total length, headers' length, CRC, headers,
 * payload, CRC.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">Amazon event stream
 *     specification</a>
 */
final class EventFrames {
  private static final int PRELUDE = 12;
  private static final int TRAILER = 4;
  private static final byte STRING = 7;
  private static final String PADDING =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private EventFrames() {}

  /** An event, padded to an irregular length, as the service does against traffic analysis. */
  static Buffer event(String type, JsonObject payload) {
    int length = Math.floorMod(payload.encode().hashCode(), PADDING.length());
    return frame(
        Map.of(":event-type", type, ":content-type", "application/json", ":message-type", "event"),
        payload.copy().put("p", PADDING.substring(0, length)));
  }

  /** A modelled exception in the middle of a stream. */
  static Buffer exception(String code, String message) {
    var type = Character.toLowerCase(code.charAt(0)) + code.substring(1);
    return frame(
        Map.of(
            ":exception-type",
            type,
            ":content-type",
            "application/json",
            ":message-type",
            "exception"),
        new JsonObject().put("message", message));
  }

  /** An error that the service's API model does not have. */
  static Buffer error(String code, String message) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(":error-code", code);
    headers.put(":error-message", message);
    headers.put(":message-type", "error");
    return frame(headers, new JsonObject());
  }

  /** The frame with another checksum of its two lengths. */
  static Buffer withWrongPrelude(Buffer frame) {
    return changed(frame, PRELUDE - 1);
  }

  /** The frame with another checksum of the whole. */
  static Buffer withWrongChecksum(Buffer frame) {
    return changed(frame, frame.length() - 1);
  }

  private static Buffer changed(Buffer frame, int at) {
    return frame.copy().setByte(at, (byte) (frame.getByte(at) ^ 1));
  }

  private static Buffer frame(Map<String, String> headers, JsonObject payload) {
    var head = Buffer.buffer();
    headers.forEach(
        (name, value) -> {
          var nameBytes = name.getBytes(StandardCharsets.UTF_8);
          var valueBytes = value.getBytes(StandardCharsets.UTF_8);
          head.appendByte((byte) nameBytes.length).appendBytes(nameBytes).appendByte(STRING);
          head.appendShort((short) valueBytes.length).appendBytes(valueBytes);
        });
    var body = payload.isEmpty() ? Buffer.buffer() : payload.toBuffer();
    var frame = Buffer.buffer();
    frame.appendInt(PRELUDE + head.length() + body.length() + TRAILER).appendInt(head.length());
    frame.appendInt(crc(frame)).appendBuffer(head).appendBuffer(body);
    return frame.appendInt(crc(frame));
  }

  private static int crc(Buffer bytes) {
    var crc = new CRC32();
    crc.update(bytes.getBytes());
    return (int) crc.getValue();
  }
}
