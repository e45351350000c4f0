package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.engine.CallFailure;
import ai.kernelpanic09.sidecar.engine.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Reads a request's body within bounds of size, time and memory. Its bytes count as in flight until
 * the answer is sent.
 *
 * <p>What is refused is read on and thrown away for a moment, so that the caller hears the answer
 * and not a broken pipe.
 */
final class BodyReader {

  private static final long LINGER_MILLIS = 5_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final BytesInFlight inFlight;
  private final int most;
  private final Promise<Buffer> body = Promise.promise();
  private Buffer received = Buffer.buffer();
  private long held;
  private long timer = -1;
  private boolean ended;

  private BodyReader(Vertx vertx, HttpServerRequest request, BytesInFlight inFlight, int most) {
    this.vertx = vertx;
    this.request = request;
    this.inFlight = inFlight;
    this.most = most;
  }

  /**
   * Reads the body of a paused request.
   *
   * @return fails with a {@link CallFailure}
   */
  static Future<Buffer> read(
      Vertx vertx,
      HttpServerRequest request,
      BytesInFlight inFlight,
      int most,
      long timeoutMillis,
      AnswerEnd end) {
    return new BodyReader(vertx, request, inFlight, most).start(timeoutMillis, end);
  }

  /** Throws the body of a paused request away. */
  static void discard(Vertx vertx, HttpServerRequest request) {
    var reader = new BodyReader(vertx, request, new BytesInFlight(0), 0);
    request.handler(part -> {});
    request.exceptionHandler(e -> {});
    request.endHandler(end -> reader.ended = true);
    request.resume();
    reader.linger();
  }

  private Future<Buffer> start(long timeoutMillis, AnswerEnd answerEnd) {
    answerEnd.then(this::giveBack);
    request.exceptionHandler(
        e -> fail(new CallFailure(ErrorCode.INVALID_REQUEST, "the body was cut off")));
    request.handler(this::part);
    request.endHandler(end -> complete());
    var announced = announced();
    if (announced > most) {
      fail(tooLarge());
    } else if (hold(announced)) {
      received = Buffer.buffer((int) announced);
      timer = vertx.setTimer(timeoutMillis, id -> fail(tooSlow(timeoutMillis)));
      if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
        request.response().writeContinue();
      }
    }
    request.resume();
    return body.future();
  }

  private long announced() {
    var length = request.getHeader("content-length");
    try {
      return length == null ? 0 : Math.max(0, Long.parseLong(length.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void part(Buffer part) {
    if (body.future().isComplete()) {
      return;
    }
    var size = (long) received.length() + part.length();
    if (size > most) {
      fail(tooLarge());
    } else if (hold(size)) {
      received.appendBuffer(part);
    }
  }

  private boolean hold(long bytes) {
    if (bytes > held) {
      if (!inFlight.take(bytes - held)) {
        fail(
            new CallFailure(
                ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L));
        return false;
      }
      held = bytes;
    }
    return true;
  }

  private void complete() {
    ended = true;
    vertx.cancelTimer(timer);
    body.tryComplete(received);
  }

  private void fail(CallFailure failure) {
    vertx.cancelTimer(timer);
    received = Buffer.buffer();
    if (body.tryFail(failure)) {
      linger();
    }
  }

  private void linger() {
    vertx.setTimer(
        LINGER_MILLIS,
        id -> {
          if (ended) {
            return;
          }
          if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
          } else {
            request.connection().close();
          }
        });
  }

  private CallFailure tooLarge() {
    return new CallFailure(ErrorCode.TOO_LARGE, "the body has more than " + most + " bytes");
  }

  private static CallFailure tooSlow(long timeoutMillis) {
    return new CallFailure(
        ErrorCode.INVALID_REQUEST, "the body did not arrive within " + timeoutMillis + " ms");
  }

  private void giveBack() {
    inFlight.giveBack(held);
    held = 0;
  }
}
