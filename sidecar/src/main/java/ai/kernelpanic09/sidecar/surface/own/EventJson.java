package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The data of events of {@code /invoke}: ranges of Bedrock's frames, in one line each. */
final class EventJson {

  private EventJson() {}

  /**
   * Adds more of the answer's text.
   *
   * @param text a string of JSON, which has no line breaks
   */
  static Buffer text(Buffer to, Frame frame, Span text) {
    return to.appendString("{\"content\":")
        .appendBytes(frame.bytes(), text.start(), text.length())
        .appendString("}");
  }

  /**
   * Adds a piece of content that is no text.
   *
   * @param member {@code start} or {@code delta}
   * @param value an object of JSON
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

  /** A line break would end the event; within a string it is an escape. */
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
