package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.ToolStart;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event of a content block. Of its content only the place is noted, but inputs of tools
 * are read.
 */
final class BlockEventReader {

  private final Frame frame;
  private final JsonScanner from;
  private int index;
  private @Nullable Span object;
  private boolean isTool;
  private String toolId = "";
  private String toolName = "";
  private String input = "";
  private @Nullable Span text;
  private @Nullable Span reasoning;
  private @Nullable Span signature;
  private @Nullable Span redacted;
  private @Nullable Span citation;

  private BlockEventReader(Frame frame, JsonScanner from) {
    this.frame = frame;
    this.from = from;
  }

  /**
   * Reads an event.
   *
   * @throws IOException when it is not an event of a content block
   */
  static ReplyEvent read(Frame frame) throws IOException {
    try {
      return new BlockEventReader(frame, StreamReader.scanner(frame)).read();
    } catch (InvalidRequestException | NumberFormatException e) {
      throw StreamReader.unreadable();
    }
  }

  private ReplyEvent read() throws IOException, InvalidRequestException {
    while (from.next() == Token.NAME) {
      var name = from.text();
      var token = from.next();
      if (name.equals("contentBlockIndex")) {
        if (token != Token.NUMBER) {
          throw new IOException("an index that is no number");
        }
        index = Integer.parseInt(from.text());
      } else if (token == Token.START_OBJECT && (name.equals("start") || name.equals("delta"))) {
        var start = from.start();
        union();
        object = new Span(start, from.end());
      } else {
        // Such as the padding that hides the length of tokens.
        from.skipValue();
      }
    }
    return event();
  }

  private ReplyEvent event() {
    var content = object;
    return switch (frame.type()) {
      case "contentBlockStop" -> new ReplyEvent.BlockStop(frame, index);
      case "contentBlockStart" ->
          content == null
              ? new ReplyEvent.Other(frame)
              : new ReplyEvent.BlockStart(frame, index, content, tool());
      default ->
          content == null
              ? new ReplyEvent.Other(frame)
              : new ReplyEvent.BlockDelta(frame, index, delta(content));
    };
  }

  private @Nullable ToolStart tool() {
    return isTool ? new ToolStart(toolId, toolName) : null;
  }

  private Delta delta(Span content) {
    if (text != null) {
      return new Delta.Text(content, text);
    }
    if (isTool) {
      return new Delta.ToolInput(content, input);
    }
    if (reasoning != null) {
      return new Delta.Reasoning(content, reasoning);
    }
    if (signature != null) {
      return new Delta.Signature(content, signature);
    }
    if (redacted != null) {
      return new Delta.RedactedReasoning(content, redacted);
    }
    return citation == null ? new Delta.Opaque(content) : new Delta.Citation(content, citation);
  }

  private void union() throws InvalidRequestException {
    var first = true;
    while (from.next() == Token.NAME) {
      var member = from.text();
      var token = from.next();
      if (first && token == Token.TEXT && member.equals("text")) {
        text = present();
      } else if (token == Token.START_OBJECT && member.equals("toolUse")) {
        toolUse();
      } else if (token == Token.START_OBJECT && member.equals("reasoningContent")) {
        reasoning();
      } else {
        var start = from.start();
        from.skipValue();
        if (token == Token.START_OBJECT && member.equals("citation")) {
          citation = new Span(start, from.end());
        }
      }
      first = false;
    }
  }

  private void toolUse() throws InvalidRequestException {
    isTool = true;
    while (from.next() == Token.NAME) {
      var member = from.text();
      if (from.next() != Token.TEXT) {
        from.skipValue();
        continue;
      }
      switch (member) {
        case "toolUseId" -> toolId = from.text();
        case "name" -> toolName = from.text();
        case "input" -> input = from.text();
        default -> {}
      }
    }
  }

  private void reasoning() throws InvalidRequestException {
    while (from.next() == Token.NAME) {
      var member = from.text();
      if (from.next() != Token.TEXT) {
        from.skipValue();
        continue;
      }
      switch (member) {
        case "text" -> reasoning = present();
        case "signature" -> signature = present();
        case "redactedContent" -> redacted = present();
        default -> {}
      }
    }
  }

  private Span present() {
    return new Span(from.start(), from.end());
  }
}
