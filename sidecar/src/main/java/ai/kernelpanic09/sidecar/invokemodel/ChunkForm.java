package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.MessageStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.MessageStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Metadata;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Other;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.ToolStart;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of a family mean. The vendor's own bytes stand in a frame in base64 only, so the
 * span of what they add is the whole of its payload.
 */
sealed interface ChunkForm {

  /** The form of a family's chunks. */
  static ChunkForm of(Family family) {
    return switch (family) {
      case CLAUDE -> new Claude();
      case NOVA -> new Nova();
      default -> new Plain();
    };
  }

  /**
   * The event that a chunk is.
   *
   * @param frame that goes out for it
   */
  ReplyEvent event(Frame frame, JsonMembers chunk) throws InvalidRequestException;

  /** Whether an event of its own says why an answer ended, without which it is not whole. */
  boolean tellsStop();

  /** Takes what the chunk tells of usage beside the members that all families have. */
  void usage(JsonMembers chunk, InvokeUsage used) throws InvalidRequestException;

  private static Delta opaque(Frame frame) {
    return new Delta.Opaque(all(frame));
  }

  private static Span all(Frame frame) {
    return new Span(frame.start(), frame.end());
  }

  private static String word(JsonMembers of, String name) throws InvalidRequestException {
    var member = of.get(name);
    return member != null && member.isText() ? member.text() : "";
  }

  private static @Nullable JsonMembers object(JsonMembers of, String name)
      throws InvalidRequestException {
    var member = of.get(name);
    return member != null && member.isObject() ? member.members() : null;
  }

  private static int index(@Nullable JsonMember number) throws InvalidRequestException {
    return number == null ? 0 : (int) Math.min(Integer.MAX_VALUE, number.wholeNumber(0));
  }

  /** Anthropic's events. */
  record Claude() implements ChunkForm {

    @Override
    public ReplyEvent event(Frame frame, JsonMembers chunk) throws InvalidRequestException {
      return switch (word(chunk, "type")) {
        case "message_start" -> new MessageStart(frame);
        case "content_block_start" -> start(frame, chunk);
        case "content_block_delta" -> delta(frame, chunk);
        case "content_block_stop" -> new BlockStop(frame, index(chunk.get("index")));
        case "message_delta" -> {
          var delta = object(chunk, "delta");
          yield new MessageStop(frame, delta == null ? "" : word(delta, "stop_reason"));
        }
        default -> new Other(frame);
      };
    }

    private static ReplyEvent start(Frame frame, JsonMembers chunk) throws InvalidRequestException {
      var block = object(chunk, "content_block");
      var tool =
          block != null && word(block, "type").equals("tool_use")
              ? new ToolStart(word(block, "id"), word(block, "name"))
              : null;
      return new BlockStart(frame, index(chunk.get("index")), all(frame), tool);
    }

    private static ReplyEvent delta(Frame frame, JsonMembers chunk) throws InvalidRequestException {
      var delta = object(chunk, "delta");
      var said =
          delta != null && word(delta, "type").equals("input_json_delta")
              ? new Delta.ToolInput(all(frame), word(delta, "partial_json"))
              : opaque(frame);
      return new BlockDelta(frame, index(chunk.get("index")), said);
    }

    @Override
    public boolean tellsStop() {
      return true;
    }

    @Override
    public void usage(JsonMembers chunk, InvokeUsage used) throws InvalidRequestException {
      var message = object(chunk, "message");
      if (message != null) {
        used.usage(message.get("usage"));
      }
    }
  }

  /** Nova's events, which have Converse's shape. */
  record Nova() implements ChunkForm {

    @Override
    public ReplyEvent event(Frame frame, JsonMembers chunk) throws InvalidRequestException {
      for (var name : chunk.names()) {
        var event = object(chunk, name);
        if (event == null) {
          continue;
        }
        switch (name) {
          case "messageStart" -> {
            return new MessageStart(frame);
          }
          case "contentBlockStart" -> {
            return start(frame, event);
          }
          case "contentBlockDelta" -> {
            return delta(frame, event);
          }
          case "contentBlockStop" -> {
            return new BlockStop(frame, index(event.get("contentBlockIndex")));
          }
          case "messageStop" -> {
            return new MessageStop(frame, word(event, "stopReason"));
          }
          case "metadata" -> {
            return new Metadata(frame);
          }
          default -> {}
        }
      }
      return new Other(frame);
    }

    private static ReplyEvent start(Frame frame, JsonMembers event) throws InvalidRequestException {
      var start = object(event, "start");
      var use = start == null ? null : object(start, "toolUse");
      return new BlockStart(
          frame,
          index(event.get("contentBlockIndex")),
          all(frame),
          use == null ? null : new ToolStart(word(use, "toolUseId"), word(use, "name")));
    }

    private static ReplyEvent delta(Frame frame, JsonMembers event) throws InvalidRequestException {
      var delta = object(event, "delta");
      var use = delta == null ? null : object(delta, "toolUse");
      return new BlockDelta(
          frame,
          index(event.get("contentBlockIndex")),
          use == null ? opaque(frame) : new Delta.ToolInput(all(frame), word(use, "input")));
    }

    @Override
    public boolean tellsStop() {
      return true;
    }

    @Override
    public void usage(JsonMembers chunk, InvokeUsage used) throws InvalidRequestException {
      var metadata = object(chunk, "metadata");
      if (metadata != null) {
        used.usage(metadata.get("usage"));
      }
    }
  }

  /** Pieces of text, and no more. */
  record Plain() implements ChunkForm {

    @Override
    public ReplyEvent event(Frame frame, JsonMembers chunk) {
      return new BlockDelta(frame, 0, opaque(frame));
    }

    @Override
    public boolean tellsStop() {
      return false;
    }

    @Override
    public void usage(JsonMembers chunk, InvokeUsage used) {}
  }
}
