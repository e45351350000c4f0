package ai.kernelpanic09.sidecar.training;

import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;

/** The calls of a training run to the process itself: whole and streamed, right and wrong. */
public final class AotTraining {

  private static final int CALLS = 400;

  private final Vertx vertx;

  public AotTraining(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Calls the model API, once with a wrong request, and reads health and metrics.
   *
   * @return fails when a call is not answered as it should be
   */
  public Future<Void> callAll(int modelPort, int healthPort) {
    var http = vertx.createHttpClient();
    return callFrom(0, http, modelPort)
        .compose(before -> invoke(http, modelPort, Buffer.buffer("{}"), 400))
        .compose(before -> get(http, healthPort, "/healthz"))
        .compose(before -> get(http, healthPort, "/readyz"))
        .compose(before -> get(http, healthPort, "/metrics"))
        .eventually(http::close);
  }

  private static Future<Void> callFrom(int number, HttpClient http, int port) {
    return number == CALLS
        ? Future.succeededFuture()
        : invoke(http, port, body("Call " + number, number % 4 == 0), 200)
            .compose(done -> callFrom(number + 1, http, port));
  }

  private static Buffer body(String text, boolean stream) {
    try {
      return Buffer.buffer(InvokeReader.body(text, 16, stream));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can always be written", e);
    }
  }

  private static Future<Void> invoke(HttpClient http, int port, Buffer body, int expected) {
    return http.request(HttpMethod.POST, port, "127.0.0.1", "/invoke/" + StandIns.ENDPOINT)
        .compose(request -> request.putHeader("content-type", "application/json").send(body))
        .compose(response -> expect(response, expected));
  }

  private static Future<Void> get(HttpClient http, int port, String path) {
    return http.request(HttpMethod.GET, port, "127.0.0.1", path)
        .compose(HttpClientRequest::send)
        .compose(response -> expect(response, 200));
  }

  private static Future<Void> expect(HttpClientResponse response, int expected) {
    return response
        .body()
        .compose(
            body ->
                response.statusCode() == expected
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException(
                            "answered "
                                + response.statusCode()
                                + ", not "
                                + expected
                                + ": "
                                + body)));
  }
}
