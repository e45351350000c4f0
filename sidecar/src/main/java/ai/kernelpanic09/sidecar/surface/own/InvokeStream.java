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
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerStream;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
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

  /** The length of an event beside its content. */
  private static final int MEMBERS_LENGTH = 80;

  private final AnswerStream stream;
  private final HttpServerResponse response;
  private final @Nullable PromptOrigin origin;
  private @Nullable EndpointName served;
  private boolean begunInSilence;

  InvokeStream(AnswerStream stream, @Nullable PromptOrigin origin) {
    this.stream = stream;
    this.origin = origin;
    response = stream.response();
  }

  @Override
  public ReplySink sink() {
    return this;
  }

  @Override
  public void sent() {
    stream.inSilence(this::comment);
  }

  @Override
  public void begin(EndpointName endpoint, String requestId, Flow begun) {
    stream.follow(begun);
    served = endpoint;
  }

  @Override
  public void event(ReplyEvent event) {
    if (stream.isOver()) {
      return;
    }
    switch (event) {
      case BlockDelta(var frame, var index, Delta.Text(var object, var text)) ->
          send(EventJson.text(begun("delta", text.length()), frame, text));
      case BlockDelta(var frame, var index, var delta) -> {
        var object = delta.object();
        send(EventJson.block(begun("block", object.length()), frame, index, "delta", object));
      }
      case BlockStart(var frame, var index, var start, var isTool) ->
          send(EventJson.block(begun("block", start.length()), frame, index, "start", start));
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
      end("done", InvokeAnswer.end(answer, origin, begunInSilence));
    }
  }

  @Override
  public void failed(CallFailure failure) {
    if (stream.isOver()) {
      return;
    }
    if (response.headWritten()) {
      end("error", ErrorWriter.body(failure));
    } else {
      ErrorWriter.FORM.write(response, failure);
    }
  }

  /**
   * Writes a comment that the answer is still to come. It does not name the endpoint, for until the
   * answer begins a fallback may still take the call.
   */
  private void comment() {
    if (!response.headWritten()) {
      begunInSilence = true;
      head();
    }
    response.write(": waiting for the model\n\n");
  }

  private void head() {
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "no-cache");
  }

  private void end(String event, byte[] data) {
    beginOnce();
    stream.end(begun(event, data.length).appendBytes(data).appendString("\n\n"));
  }

  /** The beginning of an event, with room for {@code length} bytes of data. */
  private static Buffer begun(String event, int length) {
    return Buffer.buffer(length + MEMBERS_LENGTH)
        .appendString("event: ")
        .appendString(event)
        .appendString("\ndata: ");
  }

  private void send(Buffer event) {
    beginOnce();
    stream.send(event.appendString("\n\n"));
  }

  private void beginOnce() {
    if (!response.headWritten()) {
      head();
      if (served != null) {
        AnswerHeaders.nameEndpoint(response, served);
      }
    }
  }
}
