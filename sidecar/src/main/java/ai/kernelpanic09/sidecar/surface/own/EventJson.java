package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import io.vertx.core.buffer.Buffer;

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
    appendInOneLine(to, frame.bytes(), value);
    return to.appendString("}");
  }

  /** A line break would end the event. It stands between tokens only, where it means nothing. */
  private static void appendInOneLine(Buffer to, byte[] bytes, Span value) {
    var from = value.start();
    for (var i = from; i < value.end(); i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        to.appendBytes(bytes, from, i - from);
        from = i + 1;
      }
    }
    to.appendBytes(bytes, from, value.end() - from);
  }
}
