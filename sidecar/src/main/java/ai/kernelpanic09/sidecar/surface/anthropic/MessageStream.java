package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.MessageStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.ToolStart;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.EventStream;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A message event by event. Bedrock tells at the end what was used, so {@code message_start} says
 * 0, and {@code message_delta} has the sums, which clients take as such.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Streaming</a>
 */
final class MessageStream implements ReplySink, AnswerWriter<ConverseReply> {

  private static final int NONE = -1;

  private final Exchange exchange;
  private final EventStream stream;
  private final MessageWish wish;
  private String requestId = "";
  private boolean started;
  private String stopSequence = "null";
  private int blocks;
  private int open = NONE;
  private Kind kind = Kind.TEXT;

  /** What a block holds. */
  private enum Kind {
    TEXT("{\"type\":\"text\",\"text\":\"\"}"),
    THINKING("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
    REDACTED("{\"type\":\"redacted_thinking\",\"data\":"),
    TOOL("{\"type\":\"tool_use\",\"id\":");

    private final String start;

    Kind(String start) {
      this.start = start;
    }
  }

  MessageStream(Exchange exchange, MessageWish wish) {
    this.exchange = exchange;
    this.wish = wish;
    stream = exchange.events();
  }

  @Override
  public ReplySink sink() {
    return this;
  }

  @Override
  public void sent() {
    stream.inSilence();
  }

  @Override
  public void begin(EndpointName endpoint, String id, Flow flow) {
    stream.begin(endpoint, flow);
    requestId = id;
  }

  @Override
  public void event(ReplyEvent event) {
    if (stream.isOver()) {
      return;
    }
    switch (event) {
      case BlockStart(var frame, var index, var start, var tool) -> {
        if (tool != null) {
          startTool(index, tool);
        }
      }
      case BlockDelta(var frame, var index, var delta) -> delta(frame, index, delta);
      case BlockStop(var frame, var index) -> {
        if (index == open) {
          stopBlock();
        }
      }
      case MessageStop(var frame, var reason) ->
          stopSequence = MessageStops.sequence(MessageStops.fields(frame));
      case ReplyEvent.MessageStart e -> {}
      case ReplyEvent.Metadata e -> {}
      case ReplyEvent.Other e -> {}
    }
  }

  private void delta(Frame frame, int index, Delta delta) {
    switch (delta) {
      case Delta.Text(var object, var text) -> {
        require(index, Kind.TEXT);
        send("{\"type\":\"text_delta\",\"text\":", frame, text);
      }
      case Delta.ToolInput(var object, var input) -> {
        if (!input.isEmpty() && open == index && kind == Kind.TOOL) {
          send("{\"type\":\"input_json_delta\",\"partial_json\":" + quoted(input) + "}");
        }
      }
      case Delta.Reasoning(var object, var text) -> {
        require(index, Kind.THINKING);
        send("{\"type\":\"thinking_delta\",\"thinking\":", frame, text);
      }
      case Delta.Signature(var object, var signature) -> {
        require(index, Kind.THINKING);
        send("{\"type\":\"signature_delta\",\"signature\":", frame, signature);
      }
      case Delta.RedactedReasoning(var object, var base64) -> {
        stopBlock();
        startBlock(
            index,
            Kind.REDACTED,
            started(base64.length())
                .appendString(Kind.REDACTED.start)
                .appendBytes(frame.bytes(), base64.start(), base64.length())
                .appendString("}}"));
      }
      case Delta.Citation(var object, var citation) -> citation(frame, index, citation);
      case Delta.Opaque e -> {}
    }
  }

  private void citation(Frame frame, int index, Span citation) {
    var body = ReceivedBytes.of(frame.bytes());
    var member = new JsonMember(body, Token.START_OBJECT, "", citation.start(), citation.end());
    var place = CitedPlaces.of(member);
    if (place != null) {
      require(index, Kind.TEXT);
      send("{\"type\":\"citations_delta\",\"citation\":" + place + "}");
    }
  }

  private void startTool(int index, ToolStart tool) {
    stopBlock();
    startBlock(
        index,
        Kind.TOOL,
        started(tool.name().length())
            .appendString(Kind.TOOL.start)
            .appendString(quoted(tool.id()))
            .appendString(",\"name\":")
            .appendString(quoted(tool.name()))
            .appendString(",\"input\":{}}}"));
  }

  /**
   * Opens a block of this kind, unless it is open: Converse begins texts and thoughts in silence.
   */
  private void require(int index, Kind wanted) {
    if (open == index && kind == wanted) {
      return;
    }
    stopBlock();
    startBlock(index, wanted, started(0).appendString(wanted.start).appendString("}"));
  }

  /** A block's first event, up to what the block holds. */
  private Buffer started(int length) {
    startMessage();
    return EventStream.event("content_block_start", length + 120)
        .appendString("{\"type\":\"content_block_start\",\"index\":" + blocks)
        .appendString(",\"content_block\":");
  }

  private void startBlock(int index, Kind of, Buffer event) {
    stream.send(event);
    open = index;
    kind = of;
    blocks++;
  }

  private void stopBlock() {
    if (open != NONE) {
      stream.send(
          EventStream.event("content_block_stop", 60)
              .appendString("{\"type\":\"content_block_stop\",\"index\":" + (blocks - 1) + "}"));
      open = NONE;
    }
  }

  private void startMessage() {
    if (started) {
      return;
    }
    started = true;
    if (!requestId.isEmpty() && !stream.hasBegun()) {
      exchange.response().putHeader(MessageAnswer.REQUEST_ID, requestId);
    }
    stream.send(
        EventStream.event("message_start", 320)
            .appendString("{\"type\":\"message_start\",\"message\":{\"id\":")
            .appendString(quoted(MessageAnswer.id(requestId)))
            .appendString(",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
            .appendString(quoted(wish.model()))
            .appendString(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":")
            .appendString(MessageUsage.UNKNOWN)
            .appendString("}}"));
  }

  private void send(String delta) {
    stream.send(deltaEvent(delta.length()).appendString(delta).appendString("}"));
  }

  private void send(String before, Frame frame, Span text) {
    stream.send(
        deltaEvent(before.length() + text.length())
            .appendString(before)
            .appendBytes(frame.bytes(), text.start(), text.length())
            .appendString("}}"));
  }

  private Buffer deltaEvent(int length) {
    return EventStream.event("content_block_delta", length + 60)
        .appendString("{\"type\":\"content_block_delta\",\"index\":" + (blocks - 1))
        .appendString(",\"delta\":");
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (stream.isOver()) {
      return;
    }
    startMessage();
    stopBlock();
    var reply = answer.reply();
    stream.send(
        EventStream.event("message_delta", 300)
            .appendString("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"")
            .appendString(MessageStops.reason(reply.stopReason()))
            .appendString("\",\"stop_sequence\":")
            .appendString(stopSequence)
            .appendString("},\"usage\":")
            .appendString(MessageUsage.of(reply.usage()))
            .appendString("}"));
    stream.end(EventStream.event("message_stop", 30).appendString("{\"type\":\"message_stop\"}"));
  }

  @Override
  public void failed(CallFailure failure) {
    if (stream.isOver()) {
      return;
    }
    if (stream.hasBegun()) {
      var body = AnthropicErrors.body(failure);
      stream.end(EventStream.event("error", body.length).appendBytes(body));
    } else {
      AnthropicErrors.FORM.write(exchange.response(), failure);
    }
  }

  private static String quoted(String text) {
    return new String(JsonQuoting.of(text), StandardCharsets.UTF_8);
  }
}
