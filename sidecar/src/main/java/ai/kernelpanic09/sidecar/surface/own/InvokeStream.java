package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.converse.ReplyPart;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.AnswerEnd;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import ai.kernelpanic09.sidecar.surface.SilenceTimer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
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
final class InvokeStream implements ReplySink, AnswerWriter {

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
  public void begin(EndpointName endpoint, Flow begun) {
    flow = begun;
    served = endpoint;
  }

  @Override
  public void part(ReplyPart part) {
    if (isGone()) {
      return;
    }
    switch (part) {
      case ReplyPart.Text text -> write("delta", content(text.text()));
      case ReplyPart.Block block -> write("block", block.json().getBytes(StandardCharsets.UTF_8));
    }
    if (flow != null && response.writeQueueFull()) {
      flow.pause();
      response.drainHandler(drained -> goOn());
    }
  }

  @Override
  public void answered(CallAnswer answer) {
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
    if (!response.headWritten()) {
      head();
      response.putHeader(InvokeAnswer.ENDPOINT_HEADER, String.valueOf(served));
    }
    silence.sent();
    response.write(
        Buffer.buffer(data.length + event.length() + 17)
            .appendString("event: ")
            .appendString(event)
            .appendString("\ndata: ")
            .appendBytes(data)
            .appendString("\n\n"));
  }

  private static byte[] content(String text) {
    return Json.object(
        text.length() + 32,
        json -> {
          json.writeStringField("content", text);
        });
  }
}
