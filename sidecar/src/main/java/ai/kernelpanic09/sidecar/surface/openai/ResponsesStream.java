package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
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
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.EventStream;
import ai.kernelpanic09.sidecar.surface.Exchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as events. What is said is kept until the end, for the last events repeat all of it. A
 * failure after the first event is an event {@code error}, and {@code response.failed} after it.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming
 *     events</a>
 */
final class ResponsesStream implements ReplySink, AnswerWriter<ConverseReply> {

  private final Exchange exchange;
  private final EventStream stream;
  private final ResponsesWish wish;
  private final long created;
  private final ReceivedBytes kept = new ReceivedBytes();
  private final List<OutputItem> items = new ArrayList<>();

  /** Texts that may yet turn out not to be the answer, because a tool's input is. */
  private final List<Range> heldText = new ArrayList<>();

  private @Nullable OpenItem open;
  private ResponseEvents events;
  private boolean begun;
  private boolean json;

  ResponsesStream(Exchange exchange, ResponsesWish wish, long created) {
    this.exchange = exchange;
    this.wish = wish;
    this.created = created;
    stream = exchange.events();
    events = eventsOf("");
  }

  private ResponseEvents eventsOf(String requestId) {
    return new ResponseEvents(stream, kept, ResponseJson.of(requestId, created, wish));
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
    events = eventsOf(requestId);
  }

  @Override
  public void event(ReplyEvent event) {
    if (stream.isOver()) {
      return;
    }
    switch (event) {
      case BlockStart(var frame, var index, var start, var tool) -> {
        if (tool != null && !wish.jsonByTool()) {
          open(OpenItem.functionCall(index, tool));
        } else if (tool != null) {
          json = true;
        }
      }
      case BlockDelta(var frame, var index, var delta) -> delta(frame, index, delta);
      case BlockStop stop -> {
        if (open != null && open.kind() != OpenItem.Kind.MESSAGE) {
          close(ResponseJson.Status.COMPLETED);
        }
      }
      case ReplyEvent.MessageStart e -> {}
      case ReplyEvent.MessageStop e -> {}
      case ReplyEvent.Metadata e -> {}
      case ReplyEvent.Other e -> {}
    }
  }

  private void delta(Frame frame, int index, Delta delta) {
    switch (delta) {
      case Delta.Text(var object, var text) -> {
        if (wish.jsonByTool()) {
          heldText.add(keep(frame, text));
        } else {
          say(index, keep(frame, text));
        }
      }
      case Delta.ToolInput(var object, var input) -> input(index, input);
      case Delta.Reasoning(var object, var text) -> {
        var more = keep(frame, text);
        var item = continued(OpenItem.Kind.REASONING, OpenItem.reasoning(index), index);
        if (wish.summary() && item.isEmpty()) {
          events.summaryAdded(items.size(), item);
        }
        item.text(more);
        if (wish.summary()) {
          events.summaryDelta(items.size(), item, more);
        }
      }
      case Delta.Signature(var object, var signature) ->
          continued(OpenItem.Kind.REASONING, OpenItem.reasoning(index), index)
              .signature(keep(frame, signature));
      case Delta.RedactedReasoning(var object, var base64) ->
          open(OpenItem.reasoning(index)).redacted(keep(frame, base64));
      case Delta.Citation e -> {}
      case Delta.Opaque e -> {}
    }
  }

  private void say(int index, Range more) {
    var item = continued(OpenItem.Kind.MESSAGE, OpenItem.message(index), index);
    item.text(more);
    events.textDelta(items.size(), item, more);
  }

  private void input(int index, String input) {
    if (input.isEmpty()) {
      return;
    }
    if (wish.jsonByTool()) {
      var quoted = JsonQuoting.of(input);
      say(index, keep(Arrays.copyOfRange(quoted, 1, quoted.length - 1)));
    } else if (open != null && open.kind() == OpenItem.Kind.FUNCTION_CALL) {
      open.arguments(input);
      events.argumentsDelta(items.size(), open, input);
    }
  }

  private Range keep(Frame frame, Span text) {
    return keep(Arrays.copyOfRange(frame.bytes(), text.start() + 1, text.end() - 1));
  }

  private Range keep(byte[] content) {
    var start = kept.length();
    kept.append(content);
    return new Range(start, kept.length());
  }

  /** The open item where a block goes on with it, else a new one. */
  private OpenItem continued(OpenItem.Kind kind, OpenItem other, int block) {
    return open != null && open.continues(kind, block) ? open : open(other);
  }

  private OpenItem open(OpenItem item) {
    close(ResponseJson.Status.COMPLETED);
    beginOnce();
    events.itemAdded(items.size(), item);
    open = item;
    return item;
  }

  private void close(ResponseJson.Status status) {
    var item = open;
    if (item == null) {
      return;
    }
    if (item.kind() == OpenItem.Kind.FUNCTION_CALL && item.isEmpty()) {
      // Clients parse it, and no text is no JSON.
      item.arguments("{}");
      events.argumentsDelta(items.size(), item, "{}");
    }
    events.itemDone(items.size(), item, status);
    items.add(item.item());
    open = null;
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (stream.isOver()) {
      return;
    }
    beginOnce();
    if (!json) {
      heldText.forEach(each -> say(0, each));
    }
    var end = ResponseJson.End.of(answer.reply().stopReason(), answer.reply().usage());
    close(end.status());
    events.end(items, end);
  }

  @Override
  public void failed(CallFailure failure) {
    if (stream.isOver()) {
      return;
    }
    if (!stream.hasBegun()) {
      OpenAiErrors.FORM.write(exchange.response(), failure);
      return;
    }
    beginOnce();
    if (open != null) {
      // It is not done: only the whole response says how far it came.
      items.add(open.item());
      open = null;
    }
    events.failed(items, failure);
  }

  private void beginOnce() {
    if (!begun) {
      begun = true;
      events.begun();
    }
  }
}
