package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.EventStream;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as chunks. A failure after the first chunk is a chunk with the error, as
 * OpenAI's clients expect it; only a stream that ends well ends with {@code [DONE]}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">Streaming</a>
 */
final class ChatStream implements ReplySink, AnswerWriter<ConverseReply> {

  private final Exchange exchange;
  private final EventStream stream;
  private final ChatWish wish;
  private final long created;
  private byte[] head = {};
  private boolean begun;
  private int tools = -1;

  ChatStream(Exchange exchange, ChatWish wish, long created) {
    this.exchange = exchange;
    this.wish = wish;
    this.created = created;
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
  public void begin(EndpointName endpoint, String requestId, Flow flow) {
    stream.begin(endpoint, flow);
    head =
        ("{\"id\":"
                + quoted(ChatAnswer.id(requestId))
                + ",\"object\":\"chat.completion.chunk\",\"created\":"
                + created
                + ",\"model\":"
                + quoted(wish.model())
                + ",\"choices\":[")
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void event(ReplyEvent event) {
    if (stream.isOver()) {
      return;
    }
    switch (event) {
      case BlockDelta(var frame, var index, var delta) -> delta(frame, delta);
      case BlockStart(var frame, var index, var start, var tool) -> {
        if (tool != null && !wish.jsonByTool()) {
          tools++;
          send(
              "{\"tool_calls\":[{\"index\":"
                  + tools
                  + ",\"id\":"
                  + quoted(tool.id())
                  + ",\"type\":\"function\",\"function\":{\"name\":"
                  + quoted(tool.name())
                  + ",\"arguments\":\"\"}}]}");
        }
      }
      case ReplyEvent.MessageStart e -> {}
      case ReplyEvent.BlockStop e -> {}
      case ReplyEvent.MessageStop e -> {}
      case ReplyEvent.Metadata e -> {}
      case ReplyEvent.Other e -> {}
    }
  }

  private void delta(Frame frame, Delta delta) {
    switch (delta) {
      case Delta.Text(var object, var text) -> send("{\"content\":", frame, text, "}");
      case Delta.ToolInput(var object, var input) -> {
        if (input.isEmpty()) {
          return;
        }
        send(
            wish.jsonByTool()
                ? "{\"content\":" + quoted(input) + "}"
                : "{\"tool_calls\":[{\"index\":"
                    + tools
                    + ",\"function\":{\"arguments\":"
                    + quoted(input)
                    + "}}]}");
      }
      case Delta.Reasoning(var object, var text) ->
          send("{\"reasoning_content\":", frame, text, "}");
      case Delta.Signature(var object, var signature) ->
          send(
              "{\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":",
              frame,
              signature,
              "}]}");
      case Delta.RedactedReasoning(var object, var base64) ->
          send(
              "{\"thinking_blocks\":[{\"type\":\"redacted_thinking\",\"data\":",
              frame,
              base64,
              "}]}");
      case Delta.Citation e -> {}
      case Delta.Opaque e -> {}
    }
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (stream.isOver()) {
      return;
    }
    if (head.length == 0) {
      begin(answer.endpoint(), answer.requestId(), Flow.NONE);
    }
    var reply = answer.reply();
    beginOnce();
    stream.send(
        chunk(256)
            .appendString("{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":")
            .appendString(quoted(StopReasons.finishReason(reply.stopReason(), wish.jsonByTool())))
            .appendString("}]}"));
    if (wish.includeUsage()) {
      stream.send(
          chunk(256)
              .appendString("],\"usage\":")
              .appendString(ChatAnswer.usage(reply.usage()))
              .appendString("}"));
    }
    stream.end(EventStream.event(null, 8).appendString("[DONE]"));
  }

  @Override
  public void failed(CallFailure failure) {
    if (stream.isOver()) {
      return;
    }
    if (stream.hasBegun()) {
      var body = OpenAiErrors.body(failure);
      stream.end(EventStream.event(null, body.length).appendBytes(body));
    } else {
      OpenAiErrors.FORM.write(exchange.response(), failure);
    }
  }

  private void send(String delta) {
    beginOnce();
    stream.send(choice(delta.length()).appendString(delta).appendString(END_OF_CHOICE));
  }

  private void send(String before, Frame frame, Span text, String behind) {
    beginOnce();
    stream.send(
        choice(text.length() + before.length())
            .appendString(before)
            .appendBytes(frame.bytes(), text.start(), text.length())
            .appendString(behind)
            .appendString(END_OF_CHOICE));
  }

  private static final String END_OF_CHOICE = ",\"logprobs\":null,\"finish_reason\":null}]}";

  private void beginOnce() {
    if (!begun) {
      begun = true;
      stream.send(
          choice(64)
              .appendString("{\"role\":\"assistant\",\"content\":\"\"}")
              .appendString(END_OF_CHOICE));
    }
  }

  private Buffer choice(int length) {
    return chunk(length + 80).appendString("{\"index\":0,\"delta\":");
  }

  private Buffer chunk(int length) {
    return EventStream.event(null, head.length + length).appendBytes(head);
  }

  private static String quoted(@Nullable String text) {
    return new String(JsonQuoting.of(text == null ? "" : text), StandardCharsets.UTF_8);
  }
}
