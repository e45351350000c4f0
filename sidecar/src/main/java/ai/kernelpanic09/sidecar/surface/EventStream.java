package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer as server-sent events. Nothing is written before the first event, so what fails until
 * then is answered with its own status; unless the model is silent for so long that a comment has
 * to keep the connection open.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class EventStream {

  private static final byte[] END = {'\n', '\n'};

  /** Of an event, beside its data. */
  private static final int HEAD_LENGTH = 40;

  private final AnswerStream stream;
  private final HttpServerResponse response;
  private @Nullable EndpointName served;
  private boolean begunInSilence;

  EventStream(AnswerStream stream) {
    this.stream = stream;
    response = stream.response();
  }

  /** Whether the answer is over, or its caller has gone. */
  public boolean isOver() {
    return stream.isOver();
  }

  /** Whether the status has been sent. */
  public boolean hasBegun() {
    return response.headWritten();
  }

  /** Whether no header names the endpoint that answers, for it was not known in time. */
  public boolean isBegunInSilence() {
    return begunInSilence;
  }

  /** A model works on the answer from now on, maybe long and in silence. */
  public void inSilence() {
    stream.inSilence(this::comment);
  }

  /** The model's answer begins. */
  public void begin(EndpointName endpoint, Flow flow) {
    served = endpoint;
    stream.follow(flow);
  }

  /**
   * Begins an event, to whose end data is to be added before it is sent.
   *
   * @param name null for an event without one
   * @param length of its data, about
   */
  public static Buffer event(@Nullable String name, int length) {
    var event = Buffer.buffer(length + HEAD_LENGTH);
    if (name != null) {
      event.appendString("event: ").appendString(name).appendString("\n");
    }
    return event.appendString("data: ");
  }

  /** Sends an event from {@link #event}. */
  public void send(Buffer event) {
    begin();
    stream.send(event.appendBytes(END));
  }

  /** Sends the last event. */
  public void end(Buffer event) {
    begin();
    stream.end(event.appendBytes(END));
  }

  /** Does not name the endpoint, for before the first event the call may still fall back. */
  private void comment() {
    if (!response.headWritten()) {
      begunInSilence = true;
      head();
    }
    response.write(": waiting for the model\n\n");
  }

  private void begin() {
    if (!response.headWritten()) {
      head();
      if (served != null) {
        AnswerHeaders.nameEndpoint(response, served);
      }
    }
  }

  private void head() {
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "no-cache");
  }
}
