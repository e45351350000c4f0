package ai.kernelpanic09.sidecar;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Takes bodies of any size without keeping them, and answers after a while. */
final class SinkBedrock implements AutoCloseable {

  private static final String OK =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Fine."}]}},\
      "stopReason":"end_turn","usage":{"inputTokens":10,"outputTokens":2,"totalTokens":12},\
      "metrics":{"latencyMs":1}}""";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;
  private final long delayMillis;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger calls = new AtomicInteger();

  SinkBedrock(long delayMillis) {
    this.delayMillis = delayMillis;
    server = vertx.createHttpServer().requestHandler(this::serve);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private void serve(HttpServerRequest request) {
    request.handler(part -> bytes.addAndGet(part.length()));
    request.endHandler(
        end -> {
          if (request.uri().equals("/ping")) {
            request.response().end("healthy");
          } else {
            calls.incrementAndGet();
            vertx.setTimer(
                delayMillis,
                id -> request.response().putHeader("content-type", "application/json").end(OK));
          }
        });
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** The bytes of all bodies together. */
  long bytes() {
    return bytes.get();
  }

  int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
