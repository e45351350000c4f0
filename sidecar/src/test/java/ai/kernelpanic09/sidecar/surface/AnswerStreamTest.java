package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream keeps of an answer whose caller takes nothing. */
class AnswerStreamTest {

  private static final Buffer EVENT = Buffer.buffer("data: {\"text\":\"to\"}\n\n");
  private static final Buffer LAST = Buffer.buffer("event: done\n\n");
  private static final int LATE_EVENTS = 1_000;

  /** Longer than all that the platform holds of a connection. */
  private static final int MAX_EVENTS = 10_000_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Promise<Sent> sent = Promise.promise();
  private final Promise<Void> resumed = Promise.promise();
  private int pauses;

  /**
   * What was sent in one turn of the event loop, in which the connection takes nothing by itself.
   *
   * @param events all of them
   * @param unsentBytes in the connection's queue when the model was held up
   * @param laterBytes in that queue when what had come by then had been sent as well
   */
  private record Sent(AnswerStream stream, int events, long unsentBytes, long laterBytes) {}

  private final Flow flow =
      new Flow() {
        @Override
        public void pause() {
          pauses++;
        }

        @Override
        public void resume() {
          resumed.tryComplete();
        }
      };

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void eventsThatComeAfterTheModelIsHeldUpAreNotQueuedOneByOne() throws Exception {
    var answer = call();
    var reached = get(sent.future());

    assertThat(pauses).isPositive();
    assertThat(reached.laterBytes()).isEqualTo(reached.unsentBytes());

    answer.resume();
    get(resumed.future());
    vertx.runOnContext(on -> reached.stream().end(LAST));
    var all = get(answer.body());
    assertThat(all.length()).isEqualTo(reached.events() * EVENT.length() + LAST.length());
    assertThat(all.getBuffer(all.length() - LAST.length() - EVENT.length(), all.length()))
        .isEqualTo(EVENT.copy().appendBuffer(LAST));
  }

  @Test
  void theEndOfAnAnswerComesBehindWhatWaits() throws Exception {
    var answer = call();
    var reached = get(sent.future());
    vertx.runOnContext(on -> reached.stream().end(LAST));
    answer.resume();

    var all = get(answer.body());
    assertThat(all.length()).isEqualTo(reached.events() * EVENT.length() + LAST.length());
    assertThat(all.getBuffer(all.length() - LAST.length(), all.length())).isEqualTo(LAST);
  }

  /** Calls a server that streams an answer of which nothing is taken before it is resumed. */
  private HttpClientResponse call() throws Exception {
    var server = get(vertx.createHttpServer().requestHandler(this::stream).listen(0, "127.0.0.1"));
    return get(
        vertx
            .createHttpClient()
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
            .compose(
                request ->
                    request
                        .send()
                        .map(
                            response -> {
                              response.pause();
                              return response;
                            })));
  }

  private void stream(HttpServerRequest request) {
    var response = request.response().setChunked(true);
    var stream =
        new AnswerStream(
            response,
            AnswerEnd.of(response),
            new SilenceTimer(vertx, NanoClock.SYSTEM, TimeUnit.HOURS.toMillis(1)));
    stream.follow(flow);
    var events = 0;
    while (pauses == 0 && events < MAX_EVENTS) {
      stream.send(EVENT);
      events++;
    }
    var unsent = unsentBytes(request);
    for (var i = 0; i < LATE_EVENTS; i++) {
      stream.send(EVENT);
    }
    sent.complete(new Sent(stream, events + LATE_EVENTS, unsent, unsentBytes(request)));
  }

  private static long unsentBytes(HttpServerRequest request) {
    var connection = (HttpServerConnection) request.connection();
    var queue = connection.channelHandlerContext().channel().unsafe().outboundBuffer();
    return queue.totalPendingWriteBytes();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
