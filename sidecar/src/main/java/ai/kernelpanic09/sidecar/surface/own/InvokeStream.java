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
import ai.kernelpanic09.sidecar.surface.AnswerEnd;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.SilenceTimer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code /invoke} as server-sent events: {@code delta} with a piece of the {@code
 * content}, {@code block} with a piece of content that is no text, and at the end either {@code
 * done} with what the call used and cost, or {@code error}.
 *
 * <p>Nothing is written before the first piece, so what fails until then is answered with its own
 * status; unless the model is silent for so long that a comment has to keep the connection open.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class InvokeStream implements ReplySink, AnswerWriter<ConverseReply> {

  /** Of an event, beside its content. */
  private static final int MEMBERS_LENGTH = 80;

  private final HttpServerResponse response;
  private @Nullable Flow flow;
  private final @Nullable PromptOrigin origin;
  private final SilenceTimer silence;
  private @Nullable EndpointName served;
  private boolean begunInSilence;

  InvokeStream(
      HttpServerResponse response,
      AnswerEnd end,
      @Nullable PromptOrigin origin,
      SilenceTimer silence) {
    this.response = response;
    this.origin = origin;
    this.silence = silence;
    end.then(this::goOn);
    end.then(silence::stop);
  }

  @Override
  public ReplySink sink() {
    return this;
  }

  @Override
  public void sent() {
    silence.start(this::comment);
  }

  @Override
  public void begin(EndpointName endpoint, String requestId, Flow begun) {
    flow = begun;
    served = endpoint;
  }

  @Override
  public void event(ReplyEvent event) {
    if (isGone()) {
      return;
    }
    switch (event) {
      case BlockDelta(var frame, var index, Delta.Text(var object, var text)) ->
          send(EventJson.text(begun("delta", text.length()), frame, text));
      case BlockDelta(var frame, var index, var delta) -> {
        var object = delta.object();
        send(EventJson.block(begun("block", object.length()), frame, index, "delta", object));
      }
      case BlockStart(var frame, var index, var start, var tool) ->
          send(EventJson.block(begun("block", start.length()), frame, index, "start", start));
      case MessageStart e -> {}
      case BlockStop e -> {}
      case MessageStop e -> {}
      case Metadata e -> {}
      case Other e -> {}
    }
    if (flow != null && response.writeQueueFull()) {
      flow.pause();
      response.drainHandler(drained -> goOn());
    }
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (!isGone()) {
      write("done", InvokeAnswer.end(answer, origin, begunInSilence));
      response.end();
    }
  }

  @Override
  public void failed(CallFailure failure) {
    if (isGone()) {
      return;
    }
    if (response.headWritten()) {
      write("error", ErrorWriter.body(failure, ErrorWriter.retryAfterSeconds(failure)));
      response.end();
    } else {
      ErrorWriter.FORM.write(response, failure);
    }
  }

  /** The provider bills the whole answer, so it is read to its end whether or not it is wanted. */
  private void goOn() {
    if (flow != null) {
      flow.resume();
    }
  }

  private boolean isGone() {
    return response.ended() || response.closed();
  }

  /** Says that the answer is still to come; who answers is not sure as long as it has not begun. */
  private void comment() {
    if (isGone() || response.writeQueueFull()) {
      return;
    }
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

  private void write(String event, byte[] data) {
    send(begun(event, data.length).appendBytes(data));
  }

  /** The beginning of an event, with room for this much of data. */
  private static Buffer begun(String event, int length) {
    return Buffer.buffer(length + MEMBERS_LENGTH)
        .appendString("event: ")
        .appendString(event)
        .appendString("\ndata: ");
  }

  private void send(Buffer event) {
    if (!response.headWritten()) {
      head();
      response.putHeader(InvokeAnswer.ENDPOINT_HEADER, String.valueOf(served));
    }
    silence.sent();
    response.write(event.appendString("\n\n"));
  }
}
