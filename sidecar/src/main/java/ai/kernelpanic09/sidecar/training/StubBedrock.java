package ai.kernelpanic09.sidecar.training;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** Answers every call with the same few words, on the loopback. */
final class StubBedrock {

  private static final String ANSWER =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Ready."}]}},\
      "stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":3,"totalTokens":12},\
      "metrics":{"latencyMs":1}}""";

  private StubBedrock() {}

  static Future<HttpServer> start(Vertx vertx) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                request
                    .body()
                    .onSuccess(
                        body ->
                            request
                                .response()
                                .putHeader("content-type", "application/json")
                                .end(ANSWER)))
        .listen(0, "127.0.0.1");
  }
}
