package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the data of events of {@code /invoke} from ranges of Bedrock's frames, each in one line.
 */
final class EventJson {

  private EventJson() {}

  /**
   * Adds more of the answer's text.
   *
   * @param text a JSON string, which has no line breaks
   */
  static Buffer text(Buffer to, Frame frame, Span text) {
    return to.appendString("{\"content\":")
        .appendBytes(frame.bytes(), text.start(), text.length())
        .appendString("}");
  }

  /**
   * Adds a piece of content other than text.
   *
   * @param member {@code start} or {@code delta}
   * @param value a JSON object
   */
  static Buffer block(Buffer to, Frame frame, int index, String member, Span value) {
    to.appendString("{\"contentBlockIndex\":" + index + ",\"" + member + "\":");
    if (hasLineBreak(frame.bytes(), value)) {
      to.appendBytes(inOneLine(frame.bytes(), value));
    } else {
      to.appendBytes(frame.bytes(), value.start(), value.length());
    }
    return to.appendString("}");
  }

  /**
   * Whether a value has a line break, which would end the event; within strings they are escaped.
   */
  private static boolean hasLineBreak(byte[] bytes, Span value) {
    for (var i = value.start(); i < value.end(); i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return true;
      }
    }
    return false;
  }

  private static byte[] inOneLine(byte[] bytes, Span value) {
    var line = new ByteArrayOutputStream(value.length());
    try (var from = Json.parser(bytes, value.start(), value.length());
        var to = Json.generator(line)) {
      from.nextToken();
      to.copyCurrentStructure(from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toByteArray();
  }
}
