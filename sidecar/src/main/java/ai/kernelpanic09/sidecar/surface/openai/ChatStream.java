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
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Span;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.ToolStart;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.EventStream;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A chat completion as chunks. A failure after the first chunk is a chunk with the error, as
 * OpenAI's clients expect it; only a stream that ends well ends with {@code [DONE]}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">Streaming</a>
 */
final class ChatStream implements ReplySink, AnswerWriter<ConverseReply> {

  private static final String WITHOUT_REASON = ",\"logprobs\":null,\"finish_reason\":null}]";

  private final Exchange exchange;
  private final EventStream stream;
  private final ChatWish wish;
  private final long created;
  private final String endOfChunk;

  /** A text that may yet turn out not to be the answer, because a tool's input is. */
  private final Buffer heldText = Buffer.buffer();

  private byte[] head = {};
  private boolean begun;
  private int tools = -1;
  private boolean toolOpen;
  private boolean toolHasInput;
  private int thoughts = -1;
  private int thoughtBlock = -1;

  ChatStream(Exchange exchange, ChatWish wish, long created) {
    this.exchange = exchange;
    this.wish = wish;
    this.created = created;
    endOfChunk = wish.includeUsage() ? ",\"usage\":null}" : "}";
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
      case BlockStart(var frame, var index, var start, var tool) -> {
        if (tool != null) {
          tool(tool);
        }
      }
      case BlockDelta(var frame, var index, var delta) -> delta(frame, index, delta);
      case BlockStop stop -> {
        if (toolOpen && !toolHasInput) {
          // Clients parse it, and no text is no JSON.
          input("{}");
        }
        toolOpen = false;
      }
      case ReplyEvent.MessageStart e -> {}
      case ReplyEvent.MessageStop e -> {}
      case ReplyEvent.Metadata e -> {}
      case ReplyEvent.Other e -> {}
    }
  }

  private void tool(ToolStart tool) {
    toolOpen = true;
    toolHasInput = false;
    tools++;
    if (!wish.jsonByTool()) {
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

  private void input(String input) {
    if (input.isEmpty()) {
      return;
    }
    toolHasInput = true;
    if (wish.jsonByTool()) {
      send("{\"content\":" + quoted(input) + "}");
    } else {
      send(
          "{\"tool_calls\":[{\"index\":"
              + tools
              + ",\"function\":{\"arguments\":"
              + quoted(input)
              + "}}]}");
    }
  }

  private void delta(Frame frame, int index, Delta delta) {
    switch (delta) {
      case Delta.Text(var object, var text) -> {
        if (wish.jsonByTool()) {
          heldText.appendBytes(frame.bytes(), text.start() + 1, text.length() - 2);
        } else {
          send("{\"content\":", frame, text, "}");
        }
      }
      case Delta.ToolInput(var object, var input) -> input(input);
      case Delta.Reasoning(var object, var text) -> thought(frame, index, text);
      case Delta.Signature(var object, var signature) ->
          send(block(index, "thinking") + ",\"signature\":", frame, signature, "}]}");
      case Delta.RedactedReasoning(var object, var base64) ->
          send(block(index, "redacted_thinking") + ",\"data\":", frame, base64, "}]}");
      case Delta.Citation e -> {}
      case Delta.Opaque e -> {}
    }
  }

  /** Once for people to see, and once more in the form in which it can be handed back. */
  private void thought(Frame frame, int index, Span text) {
    beginOnce();
    var block = block(index, "thinking").substring(1);
    stream.send(
        choice(2 * text.length() + block.length() + 60)
            .appendString("{\"reasoning_content\":")
            .appendBytes(frame.bytes(), text.start(), text.length())
            .appendString("," + block + ",\"thinking\":")
            .appendBytes(frame.bytes(), text.start(), text.length())
            .appendString("}]}")
            .appendString(WITHOUT_REASON)
            .appendString(endOfChunk));
  }

  /** The beginning of a delta of thoughts. Clients put deltas of one index together. */
  private String block(int index, String type) {
    if (index != thoughtBlock) {
      thoughtBlock = index;
      thoughts++;
    }
    return "{\"thinking_blocks\":[{\"index\":" + thoughts + ",\"type\":\"" + type + "\"";
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (stream.isOver()) {
      return;
    }
    var reply = answer.reply();
    beginOnce();
    if (tools < 0 && heldText.length() > 0) {
      stream.send(
          choice(heldText.length())
              .appendString("{\"content\":\"")
              .appendBuffer(heldText)
              .appendString("\"}")
              .appendString(WITHOUT_REASON)
              .appendString(endOfChunk));
    }
    var reason = StopReasons.finishReason(reply.stopReason(), wish.jsonByTool());
    stream.send(
        chunk(128)
            .appendString("{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":")
            .appendString(quoted(reason) + "}]" + endOfChunk));
    if (wish.includeUsage()) {
      stream.send(chunk(256).appendString("],\"usage\":" + ChatAnswer.usage(reply.usage()) + "}"));
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
    stream.send(
        choice(delta.length())
            .appendString(delta)
            .appendString(WITHOUT_REASON)
            .appendString(endOfChunk));
  }

  private void send(String before, Frame frame, Span text, String behind) {
    beginOnce();
    stream.send(
        choice(text.length() + before.length())
            .appendString(before)
            .appendBytes(frame.bytes(), text.start(), text.length())
            .appendString(behind)
            .appendString(WITHOUT_REASON)
            .appendString(endOfChunk));
  }

  private void beginOnce() {
    if (!begun) {
      begun = true;
      send("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
    }
  }

  private Buffer choice(int length) {
    return chunk(length + 80).appendString("{\"index\":0,\"delta\":");
  }

  private Buffer chunk(int length) {
    return EventStream.event(null, head.length + length).appendBytes(head);
  }

  private static String quoted(String text) {
    return new String(JsonQuoting.of(text), StandardCharsets.UTF_8);
  }
}
