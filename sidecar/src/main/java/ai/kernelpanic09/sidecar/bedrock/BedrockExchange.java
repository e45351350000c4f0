package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import ai.kernelpanic09.sidecar.body.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request to Bedrock and its answer. */
final class BedrockExchange<T> {

  private static final int MAX_ANSWER_BYTES = 32 << 20;

  private final Vertx vertx;
  private final Consumer<HttpClientRequest> signature;
  private final Consumer<@Nullable String> dates;
  private final RequestBody body;
  private final Intake<T> intake;
  private final CallTimeouts timeouts;
  private final BooleanSupplier wanted;
  private final Promise<T> answer = Promise.promise();
  private final long startNanos = System.nanoTime();
  private @Nullable HttpClientRequest request;
  private @Nullable Future<Void> written;
  private boolean accepted;
  private boolean answering;
  private boolean paused;
  private long heardNanos = startNanos;
  private long received;
  private boolean done;
  private long timer;

  /**
   * @param signature signs the request; called only when there is a connection, for a signature is
   *     valid for five minutes, and a request may wait longer for its connection
   * @param dates takes the date of an answer that refuses the signature for its time
   * @param wanted whether a caller still waits; asked before the request is sent
   */
  BedrockExchange(
      Vertx vertx,
      Consumer<HttpClientRequest> signature,
      Consumer<@Nullable String> dates,
      RequestBody body,
      Intake<T> intake,
      CallTimeouts timeouts,
      BooleanSupplier wanted) {
    this.vertx = vertx;
    this.signature = signature;
    this.dates = dates;
    this.body = body;
    this.intake = intake;
    this.timeouts = timeouts;
    this.wanted = wanted;
  }

  Future<T> start(Future<HttpClientRequest> connection) {
    watch();
    connection.onComplete(this::send, e -> fail(Kind.NOT_SENT, "no connection", e));
    return answer.future();
  }

  private void send(HttpClientRequest opened) {
    if (!done && !wanted.getAsBoolean()) {
      fail(Kind.NOT_SENT, "the caller has gone", null);
    }
    if (!done) {
      sign(opened);
    }
    opened.exceptionHandler(this::lost);
    if (done) {
      opened.reset();
      return;
    }
    request = opened;
    heardNanos = System.nanoTime();
    opened.response().onComplete(this::receive, this::lost);
    written = BodySender.send(opened, body).onFailure(this::lost);
    watchAnew();
  }

  private void sign(HttpClientRequest opened) {
    try {
      signature.accept(opened);
    } catch (RuntimeException e) {
      fail(Kind.NOT_SENT, "the request can't be signed", e);
    }
  }

  private void receive(HttpClientResponse response) {
    response.exceptionHandler(this::lost);
    if (response.statusCode() == 200) {
      accepted = true;
      receive(response, intake, answer::complete);
      intake.head(new AnswerHead(response.headers()), flow(response));
    } else {
      receive(response, new WholeBody(), refused -> refuse(response, refused.body().toArray()));
    }
  }

  private void refuse(HttpClientResponse response, byte[] told) {
    var head = new AnswerHead(response.headers());
    var failure = ErrorReader.read(response.statusCode(), head, told);
    if (failure.kind() == Kind.CLOCK_SKEWED) {
      dates.accept(head.header("date"));
    }
    answer.fail(failure);
  }

  private <B> void receive(HttpClientResponse response, Intake<B> into, Consumer<B> end) {
    response.handler(
        part -> {
          heardNanos = System.nanoTime();
          if (!answering) {
            answering = true;
            watchAnew();
          }
          received += part.length();
          if (received > MAX_ANSWER_BYTES) {
            fail(Kind.UNREADABLE, "the answer is too large", null);
            reset();
          } else if (!done) {
            take(into, part);
          }
        });
    response.endHandler(
        ended -> {
          if (finish()) {
            if (!isWritten()) {
              // Bedrock answered before it had all of the request: the connection would keep
              // waiting to send the rest, which may never be read. A reset does not close it once
              // the answer has ended.
              response.request().connection().close();
            }
            end.accept(into.end());
          }
        });
  }

  private void take(Intake<?> into, Buffer part) {
    try {
      into.part(part);
    } catch (RuntimeException e) {
      // Whatever it is: nobody else would end the call.
      if (finish()) {
        answer.fail(
            e instanceof BedrockException
                ? e
                : new BedrockException(Kind.UNREADABLE, "Bedrock: the answer can't be read: " + e));
        reset();
      }
    }
  }

  private Flow flow(HttpClientResponse response) {
    return new Flow() {
      @Override
      public void pause() {
        paused = true;
        response.pause();
      }

      @Override
      public void resume() {
        paused = false;
        heardNanos = System.nanoTime();
        watchAnew();
        response.resume();
      }
    };
  }

  /**
   * Restarts the timer, for the time-out that counts from now on may be due before the last one.
   */
  private void watchAnew() {
    if (!done) {
      vertx.cancelTimer(timer);
      watch();
    }
  }

  /**
   * Checks the time-outs, and sets the timer to the earliest that can be due. Parts of the answer
   * that come in between don't touch the timer.
   */
  private void watch() {
    var now = System.nanoTime();
    var total = left(startNanos, timeouts.totalMillis(), now);
    // While the answer is paused for a slow caller nothing can arrive: that is not the model's
    // silence.
    var silence =
        paused || request == null
            ? total
            : left(
                heardNanos,
                answering ? timeouts.betweenEventsMillis() : timeouts.firstByteMillis(),
                now);
    if (total <= 0) {
      timedOut("not answered in full within " + timeouts.totalMillis());
    } else if (silence <= 0) {
      timedOut(
          answering
              ? "nothing more of the answer for " + timeouts.betweenEventsMillis()
              : "no answer within " + timeouts.firstByteMillis());
    } else {
      timer = vertx.setTimer(Math.max(1, Math.min(total, silence)), id -> watch());
    }
  }

  private static long left(long sinceNanos, long millis, long nowNanos) {
    var nanos = TimeUnit.MILLISECONDS.toNanos(millis) - (nowNanos - sinceNanos);
    return Math.ceilDiv(nanos, TimeUnit.MILLISECONDS.toNanos(1));
  }

  private void timedOut(String what) {
    fail(mayBeWorkedOn() ? Kind.TIMED_OUT : Kind.NOT_SENT, what + " ms", null);
    reset();
  }

  /** Whether Bedrock may have worked on the request: it has got all of it, or has answered 200. */
  private boolean mayBeWorkedOn() {
    return accepted || isWritten();
  }

  private void lost(Throwable e) {
    fail(mayBeWorkedOn() ? Kind.LOST : Kind.NOT_SENT, "the connection was lost", e);
  }

  private boolean isWritten() {
    return written != null && written.succeeded();
  }

  private void reset() {
    if (request != null) {
      request.reset();
    }
  }

  private void fail(Kind kind, String what, @Nullable Throwable cause) {
    if (finish()) {
      var why = cause == null ? what : what + ": " + cause.getMessage();
      answer.fail(new BedrockException(kind, "Bedrock: " + why));
    }
  }

  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    vertx.cancelTimer(timer);
    return true;
  }
}
