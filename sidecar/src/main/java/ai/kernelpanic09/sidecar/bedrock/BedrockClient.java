package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Sends signed requests to Bedrock's runtime over kept-alive connections. */
public final class BedrockClient {

  private static final int MOST_ANSWER_BYTES = 32 << 20;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int KEEP_ALIVE_SECONDS = 50;

  private final Vertx vertx;
  private final HttpClient http;
  private final RequestSigner signer;
  private final Set<String> warmed = new HashSet<>();

  /**
   * @param connections most connections to one host; further requests wait for one
   */
  public BedrockClient(Vertx vertx, Clock clock, int connections) {
    this.vertx = vertx;
    signer = new RequestSigner(clock);
    http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(16 << 10),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /** Opens a connection ahead of the first call; whether that works does not matter yet. */
  public void warm(RuntimeTarget target) {
    if (warmed.add(target.host() + ":" + target.port())) {
      http.request(options(target, HttpMethod.GET, "/ping"))
          .compose(HttpClientRequest::send)
          .compose(HttpClientResponse::end);
    }
  }

  /**
   * Calls a model and waits for the whole answer.
   *
   * @param timeoutMillis from now to the answer's last byte
   * @return the body of an answer 200; fails with a {@link BedrockException}
   */
  public Future<byte[]> converse(
      RuntimeTarget target, SigningKeys keys, RequestBody body, long timeoutMillis) {
    return start(
        target, target.modelPath() + "/converse", keys, body, timeoutMillis, new WholeBody(), null);
  }

  /**
   * Applies a guardrail to texts.
   *
   * @param timeoutMillis from now to the answer's last byte
   * @return the body of an answer 200; fails with a {@link BedrockException}
   */
  public Future<byte[]> applyGuardrail(
      RuntimeTarget target,
      SigningKeys keys,
      String id,
      String version,
      byte[] body,
      long timeoutMillis) {
    return start(
        target,
        RuntimeTarget.guardrailPath(id, version),
        keys,
        RequestBody.of(body),
        timeoutMillis,
        new WholeBody(),
        null);
  }

  /**
   * Calls a model and hands its answer on event by event.
   *
   * @param timeoutMillis from now to the answer's last byte
   * @return completes when the stream has ended; fails with a {@link BedrockException}
   */
  public Future<Void> converseStream(
      RuntimeTarget target,
      SigningKeys keys,
      RequestBody body,
      long timeoutMillis,
      StreamListener listener) {
    return start(
        target,
        target.modelPath() + "/converse-stream",
        keys,
        body,
        timeoutMillis,
        new EventIntake(listener),
        listener);
  }

  private <T> Future<T> start(
      RuntimeTarget target,
      String path,
      SigningKeys keys,
      RequestBody body,
      long timeoutMillis,
      Intake<T> intake,
      @Nullable StreamListener listener) {
    SdkHttpRequest signed;
    try {
      signed = signer.sign(target, path, keys, body);
    } catch (RuntimeException e) {
      return Future.failedFuture(
          new BedrockException(Kind.NOT_SENT, "the request can't be signed: " + e.getMessage()));
    }
    return new Exchange<>(signed, body, intake, listener)
        .start(options(target, HttpMethod.POST, path), timeoutMillis);
  }

  private static RequestOptions options(RuntimeTarget target, HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setSsl(target.tls())
        .setHost(target.host())
        .setPort(target.port())
        .setURI(path)
        .setFollowRedirects(false);
  }

  /** One request and its answer. */
  private final class Exchange<T> {
    private final SdkHttpRequest signed;
    private final RequestBody body;
    private final Intake<T> intake;
    private final @Nullable StreamListener listener;
    private final Promise<T> answer = Promise.promise();
    private @Nullable HttpClientRequest request;
    private long received;
    private boolean done;
    private long timer;

    Exchange(
        SdkHttpRequest signed,
        RequestBody body,
        Intake<T> intake,
        @Nullable StreamListener listener) {
      this.signed = signed;
      this.body = body;
      this.intake = intake;
      this.listener = listener;
    }

    Future<T> start(RequestOptions options, long timeoutMillis) {
      timer = vertx.setTimer(Math.max(1, timeoutMillis), id -> timedOut());
      http.request(options).onComplete(this::send, e -> fail(Kind.NOT_SENT, "no connection", e));
      return answer.future();
    }

    private void send(HttpClientRequest opened) {
      request = opened;
      if (done) {
        opened.reset();
        return;
      }
      opened.exceptionHandler(e -> fail(Kind.LOST, "the connection was lost", e));
      RequestSigner.copyHeaders(signed, opened);
      BodySender.send(opened, body)
          .onComplete(this::receive, e -> fail(Kind.LOST, "the connection was lost", e));
    }

    private void receive(HttpClientResponse response) {
      response.exceptionHandler(e -> fail(Kind.LOST, "the connection was lost", e));
      if (response.statusCode() == 200) {
        receive(response, intake, answer::complete);
        if (listener != null) {
          listener.opened(flow(response));
        }
      } else {
        receive(
            response,
            new WholeBody(),
            bytes ->
                answer.fail(
                    ErrorReader.read(
                        response.statusCode(), response.getHeader("x-amzn-errortype"), bytes)));
      }
    }

    private <B> void receive(HttpClientResponse response, Intake<B> into, Consumer<B> end) {
      response.handler(
          part -> {
            received += part.length();
            if (received > MOST_ANSWER_BYTES) {
              fail(Kind.UNREADABLE, "the answer is too large", null);
              reset();
            } else if (!done) {
              take(into, part);
            }
          });
      response.endHandler(
          ended -> {
            if (finish()) {
              end.accept(into.end());
            }
          });
    }

    private void take(Intake<?> into, Buffer part) {
      try {
        into.part(part);
      } catch (BedrockException e) {
        if (finish()) {
          answer.fail(e);
          reset();
        }
      }
    }

    private static Flow flow(HttpClientResponse response) {
      return new Flow() {
        @Override
        public void pause() {
          response.pause();
        }

        @Override
        public void resume() {
          response.resume();
        }
      };
    }

    private void timedOut() {
      // Before the request has a connection nothing has left this process.
      fail(request == null ? Kind.NOT_SENT : Kind.TIMED_OUT, "no answer in time", null);
      reset();
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

  /** Closes all connections. */
  public Future<Void> close() {
    return http.close();
  }

  /** How long to wait before the {@code attempt}th retry, in milliseconds. */
  public static long backoffMillis(int attempt, double random) {
    var ceiling = Math.min(TimeUnit.SECONDS.toMillis(5), 100L << Math.min(attempt, 10));
    return ceiling / 2 + (long) (random * ceiling / 2);
  }
}
