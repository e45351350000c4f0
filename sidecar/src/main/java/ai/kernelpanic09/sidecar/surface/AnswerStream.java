package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.bedrock.Flow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer on its way to its caller: holds the model up while the caller is slow, and
 * notices silence, in which the stream must not look dead. Owned by the event loop.
 *
 * <p>One part of what the model sends may bring a hundred events. What of them the connection does
 * not take is joined here: in its queue each small event would take a kilobyte.
 */
public final class AnswerStream {

  private final HttpServerResponse response;
  private final SilenceTimer silence;
  private Flow flow = Flow.NONE;

  /** What has come while the connection takes no more; null while it does. */
  private @Nullable Buffer waiting;

  AnswerStream(HttpServerResponse response, AnswerEnd end, SilenceTimer silence) {
    this.response = response;
    this.silence = silence;
    // The provider bills the whole answer, so it is read to its end whether or not it is wanted.
    end.then(this::leave);
    end.then(silence::stop);
  }

  public HttpServerResponse response() {
    return response;
  }

  /** Whether the answer is over, or its caller has gone. */
  public boolean isOver() {
    return response.ended() || response.closed();
  }

  /**
   * A model works on it from now on, maybe long and in silence.
   *
   * @param action runs after each silence, while the caller takes what is sent
   */
  public void inSilence(Runnable action) {
    silence.start(
        () -> {
          if (!isOver() && !response.writeQueueFull()) {
            action.run();
          }
        });
  }

  /** The model's answer begins, whose flow follows the caller's. */
  public void follow(Flow begun) {
    flow = begun;
  }

  /** Sends a part of the answer. */
  public void send(Buffer part) {
    silence.sent();
    if (waiting != null) {
      waiting.appendBuffer(part);
    } else {
      response.write(part);
      holdUp();
    }
  }

  /** Sends the last part of the answer. */
  public void end(Buffer part) {
    // The model has ended before: there is nothing left to hold up.
    flow = Flow.NONE;
    var last = waiting == null ? part : waiting.appendBuffer(part);
    waiting = null;
    response.end(last);
  }

  private void holdUp() {
    if (response.writeQueueFull()) {
      waiting = Buffer.buffer();
      flow.pause();
      response.drainHandler(drained -> goOn());
    }
  }

  private void goOn() {
    var held = waiting;
    if (held == null || isOver()) {
      return;
    }
    waiting = null;
    if (held.length() > 0) {
      response.write(held);
      holdUp();
    }
    if (waiting == null) {
      flow.resume();
    }
  }

  private void leave() {
    waiting = null;
    flow.resume();
  }
}
