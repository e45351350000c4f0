package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.MessageStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.MessageStop;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Metadata;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Other;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.EventStream;
import ai.kernelpanic09.sidecar.surface.Exchange;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code /invoke} as server-sent events: {@code delta} with a piece of the {@code
 * content}, {@code block} with a piece of content other than text, and at the end either {@code
 * done} with the call's usage and cost, or {@code error}.
 *
 * <p>Nothing is written before the first piece, so a failure until then is answered with a status
 * of its own, unless the model was silent for so long that a comment had to keep the connection
 * open.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class InvokeStream implements ReplySink, AnswerWriter<ConverseReply> {

  /** Of an event, beside its content. */
  private static final int MEMBERS_LENGTH = 40;

  private final Exchange exchange;
  private final EventStream stream;
  private final @Nullable PromptOrigin origin;

  InvokeStream(Exchange exchange, @Nullable PromptOrigin origin) {
    this.exchange = exchange;
    this.origin = origin;
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
  public void begin(EndpointName endpoint, String requestId, Flow begun) {
    stream.begin(endpoint, begun);
  }

  @Override
  public void event(ReplyEvent event) {
    if (stream.isOver()) {
      return;
    }
    switch (event) {
      case BlockDelta(var frame, var index, Delta.Text(var object, var text)) ->
          stream.send(EventJson.text(begun("delta", text.length()), frame, text));
      case BlockDelta(var frame, var index, var delta) -> {
        var object = delta.object();
        stream.send(
            EventJson.block(begun("block", object.length()), frame, index, "delta", object));
      }
      case BlockStart(var frame, var index, var start, var tool) ->
          stream.send(
              EventJson.block(begun("block", start.length()), frame, index, "start", start));
      case MessageStart e -> {}
      case BlockStop e -> {}
      case MessageStop e -> {}
      case Metadata e -> {}
      case Other e -> {}
    }
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (!stream.isOver()) {
      end("done", InvokeAnswer.end(answer, origin, stream.isBegunInSilence()));
    }
  }

  @Override
  public void failed(CallFailure failure) {
    if (stream.isOver()) {
      return;
    }
    if (stream.hasBegun()) {
      end("error", ErrorWriter.body(failure));
    } else {
      ErrorWriter.FORM.write(exchange.response(), failure);
    }
  }

  private void end(String event, byte[] data) {
    stream.end(EventStream.event(event, data.length).appendBytes(data));
  }

  /** The beginning of an event, with room for the members around its content. */
  private static Buffer begun(String event, int length) {
    return EventStream.event(event, length + MEMBERS_LENGTH);
  }
}
