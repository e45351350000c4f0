package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.guardrail.RedactedTrace;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the events of ConverseStream. The answer ends with {@code messageStop}; the call's usage
 * follows in {@code metadata}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html">ConverseStreamOutput</a>
 */
final class StreamReader implements EventReader<ConverseReply> {

  private final UsageReader used;
  private String stopReason = "";

  /** The first block that uses a tool, in whose place a text of ours comes; -1 before there is. */
  private int tool = -1;

  /**
   * @param longCache whether the request asked for a cache that lives an hour
   */
  StreamReader(boolean longCache) {
    used = new UsageReader(longCache);
  }

  @Override
  public ReplyEvent read(Frame frame) throws IOException {
    return switch (frame.type()) {
      case "messageStart" -> new ReplyEvent.MessageStart(frame);
      case "contentBlockStart", "contentBlockDelta", "contentBlockStop" ->
          block(BlockEventReader.read(frame));
      case "messageStop" -> {
        stopReason = stopReason(frame);
        yield new ReplyEvent.MessageStop(frame, stopReason);
      }
      case "metadata" -> new ReplyEvent.Metadata(metadata(frame));
      default -> new ReplyEvent.Other(frame);
    };
  }

  private ReplyEvent block(ReplyEvent event) {
    if (tool < 0 && event instanceof ReplyEvent.BlockStart start && start.tool() != null) {
      tool = start.index();
    }
    return event;
  }

  @Override
  public boolean isComplete() {
    return !stopReason.isEmpty() && used.usage() != null;
  }

  @Override
  public ConverseReply reply() {
    return ConverseReply.of(null, stopReason, used);
  }

  @Override
  public ReplyEvent text(String text) {
    return delta(tool < 0 ? 0 : tool, "text", text);
  }

  @Override
  public ReplyEvent toolInput(int index, String input) {
    return delta(index, "input", input);
  }

  private static ReplyEvent delta(int index, String member, String value) {
    var payload =
        Json.object(
            value.length() + 64,
            to -> {
              to.writeNumberField("contentBlockIndex", index);
              to.writeObjectFieldStart("delta");
              if (member.equals("input")) {
                to.writeObjectFieldStart("toolUse");
              }
              to.writeStringField(member, value);
              if (member.equals("input")) {
                to.writeEndObject();
              }
              to.writeEndObject();
            });
    try {
      return BlockEventReader.read(Frame.of("contentBlockDelta", payload));
    } catch (IOException e) {
      throw new IllegalStateException("an event of our own can't be read", e);
    }
  }

  private static String stopReason(Frame frame) throws IOException {
    var reason = "";
    try {
      var from = scanner(frame);
      while (from.next() == Token.NAME) {
        var isReason = from.text().equals("stopReason");
        if (from.next() == Token.TEXT && isReason) {
          reason = from.text();
        } else {
          from.skipValue();
        }
      }
    } catch (InvalidRequestException e) {
      throw unreadable();
    }
    return reason;
  }

  /** Reads what was used. Returns the frame as callers may have it. */
  private Frame metadata(Frame frame) throws IOException {
    var traced = false;
    var length = frame.end() - frame.start();
    try (var from = Json.parser(frame.bytes(), frame.start(), length)) {
      if (from.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        if (from.nextToken() != JsonToken.START_OBJECT) {
          from.skipChildren();
          continue;
        }
        switch (name) {
          case "usage" -> used.tokens(from);
          case "trace" -> {
            used.trace(from);
            traced = true;
          }
          default -> from.skipChildren();
        }
      }
    }
    return traced
        ? Frame.of("metadata", RedactedTrace.within(frame.bytes(), frame.start(), length, "trace"))
        : frame;
  }

  /** A scanner of a frame's payload, which has read the first token of its object. */
  static JsonScanner scanner(Frame frame) throws IOException, InvalidRequestException {
    var from = JsonScanner.lenient(ReceivedBytes.of(frame.bytes()), frame.start(), frame.end());
    if (from.next() != Token.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    return from;
  }

  static IOException unreadable() {
    return new IOException("an event that is not JSON");
  }
}
