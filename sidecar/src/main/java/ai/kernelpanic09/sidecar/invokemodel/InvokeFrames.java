package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import java.util.List;

/**
 * Chunks of our own, where a guardrail changes what tools are given or keeps an answer back. That
 * can happen in the families only of whose bodies it is known what tools are given.
 */
public final class InvokeFrames {

  private static final String CLAUDE_TYPE = "type";

  private InvokeFrames() {}

  /** A chunk of these bytes of a vendor's JSON. */
  static Frame chunk(byte[] json) {
    return Frame.of(
        "chunk", Json.object(2 * json.length, to -> to.writeBinaryField("bytes", json)));
  }

  private static Frame chunk(Json.Members members) {
    return chunk(Json.object(256, members));
  }

  /** What begins a stream. */
  public static List<Frame> begin(Family family) {
    return switch (family) {
      case CLAUDE ->
          List.of(
              chunk(
                  to -> {
                    to.writeStringField(CLAUDE_TYPE, "message_start");
                    to.writeObjectFieldStart("message");
                    to.writeStringField("id", "msg_guardrail");
                    to.writeStringField(CLAUDE_TYPE, "message");
                    to.writeStringField("role", "assistant");
                    to.writeStringField("model", "");
                    to.writeArrayFieldStart("content");
                    to.writeEndArray();
                    to.writeNullField("stop_reason");
                    to.writeNullField("stop_sequence");
                    to.writeObjectFieldStart("usage");
                    to.writeNumberField("input_tokens", 0);
                    to.writeNumberField("output_tokens", 0);
                    to.writeEndObject();
                    to.writeEndObject();
                  }));
      case NOVA ->
          List.of(
              chunk(
                  to -> {
                    to.writeObjectFieldStart("messageStart");
                    to.writeStringField("role", "assistant");
                    to.writeEndObject();
                  }));
      default -> List.of();
    };
  }

  /** What begins a block of text. */
  public static List<Frame> start(Family family, int index) {
    return family == Family.CLAUDE
        ? List.of(
            chunk(
                to -> {
                  to.writeStringField(CLAUDE_TYPE, "content_block_start");
                  to.writeNumberField("index", index);
                  to.writeObjectFieldStart("content_block");
                  to.writeStringField(CLAUDE_TYPE, "text");
                  to.writeStringField("text", "");
                  to.writeEndObject();
                }))
        : List.of();
  }

  static ReplyEvent text(Family family, int index, String text) {
    return delta(family, index, "text_delta", "text", text);
  }

  static ReplyEvent toolInput(Family family, int index, String input) {
    return delta(family, index, "input_json_delta", "partial_json", input);
  }

  private static ReplyEvent delta(
      Family family, int index, String type, String member, String value) {
    var frame =
        family == Family.NOVA
            ? chunk(
                to -> {
                  to.writeObjectFieldStart("contentBlockDelta");
                  to.writeObjectFieldStart("delta");
                  if (member.equals("text")) {
                    to.writeStringField("text", value);
                  } else {
                    to.writeObjectFieldStart("toolUse");
                    to.writeStringField("input", value);
                    to.writeEndObject();
                  }
                  to.writeEndObject();
                  to.writeNumberField("contentBlockIndex", index);
                  to.writeEndObject();
                })
            : chunk(
                to -> {
                  to.writeStringField(CLAUDE_TYPE, "content_block_delta");
                  to.writeNumberField("index", index);
                  to.writeObjectFieldStart("delta");
                  to.writeStringField(CLAUDE_TYPE, type);
                  to.writeStringField(member, value);
                  to.writeEndObject();
                });
    return new ReplyEvent.BlockDelta(
        frame, index, new Delta.Opaque(new Span(frame.start(), frame.end())));
  }

  /** What ends a stream behind the guardrail's message, which stands in the block of this index. */
  public static List<Frame> end(InvokeModelReply reply, int index) {
    var usage = reply.usage() == null ? Usage.NONE : reply.usage();
    return reply.family() == Family.NOVA ? endOfNova(index, usage) : endOfClaude(index, usage);
  }

  private static List<Frame> endOfClaude(int index, Usage usage) {
    return List.of(
        chunk(
            to -> {
              to.writeStringField(CLAUDE_TYPE, "content_block_stop");
              to.writeNumberField("index", index);
            }),
        chunk(
            to -> {
              to.writeStringField(CLAUDE_TYPE, "message_delta");
              to.writeObjectFieldStart("delta");
              to.writeStringField("stop_reason", "end_turn");
              to.writeNullField("stop_sequence");
              to.writeEndObject();
              to.writeObjectFieldStart("usage");
              to.writeNumberField("output_tokens", usage.outputTokens());
              to.writeEndObject();
            }),
        chunk(
            to -> {
              to.writeStringField(CLAUDE_TYPE, "message_stop");
              InvokeMembers.write(to, usage);
            }));
  }

  private static List<Frame> endOfNova(int index, Usage usage) {
    return List.of(
        chunk(
            to -> {
              to.writeObjectFieldStart("contentBlockStop");
              to.writeNumberField("contentBlockIndex", index);
              to.writeEndObject();
            }),
        chunk(
            to -> {
              to.writeObjectFieldStart("messageStop");
              to.writeStringField("stopReason", "guardrail_intervened");
              to.writeEndObject();
            }),
        chunk(
            to -> {
              to.writeObjectFieldStart("metadata");
              to.writeObjectFieldStart("usage");
              to.writeNumberField("inputTokens", usage.inputTokens());
              to.writeNumberField("outputTokens", usage.outputTokens());
              to.writeEndObject();
              to.writeEndObject();
              InvokeMembers.write(to, usage);
            }));
  }
}
