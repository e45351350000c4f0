package ai.kernelpanic09.sidecar.training;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ModelBounds;
import ai.kernelpanic09.core.price.ModelPrice;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.sidecar.converse.InvokeReader;
import ai.kernelpanic09.sidecar.local.DeskControl;
import ai.kernelpanic09.sidecar.local.DeskEndpoint;
import ai.kernelpanic09.sidecar.local.LedgerDesk;
import ai.kernelpanic09.sidecar.local.LedgerStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/** What a training run does: a stub of Bedrock, a ledger in memory, and calls to itself. */
public final class AotTraining {

  public static final EndpointName ENDPOINT = new EndpointName("training", "stub");

  private static final int CALLS = 200;

  private final Vertx vertx;

  public AotTraining(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The operator's part, for an endpoint at the stub. */
  public Future<DeskControl> control() {
    return StubBedrock.start(vertx).map(server -> control(server.actualPort()));
  }

  private DeskControl control(int port) {
    var dollar = Money.parse("1.00");
    var limits =
        new EndpointLimits(
            "training",
            "stub.model-v1:0",
            "us-east-1",
            "http://127.0.0.1:" + port,
            64,
            new ModelPrice(dollar, dollar, null, null, null),
            new ModelBounds(1_000, true, 100, 10, 100, 8),
            null,
            null,
            100_000L,
            null,
            true,
            1 << 20,
            List.of(),
            List.of());
    var terms = new BudgetTerms(dollar, null, ZoneOffset.UTC, true, 100_000L, null);
    try {
      return new DeskControl(
          vertx,
          new LedgerDesk(
              List.of(new DeskEndpoint(ENDPOINT, limits, terms)),
              LedgerStore.inMemory(),
              name -> new SessionCredentials("k", "AKIATRAINING", "secret", "token", 3_600_000),
              InstantSource.system()));
    } catch (IOException e) {
      throw new IllegalStateException("a ledger in memory is never unreadable", e);
    }
  }

  /**
   * Calls the model API, wrongly too, and looks at health and metrics.
   *
   * @return fails when a call is not answered as it should be
   */
  public Future<Void> callAll(int modelPort, int healthPort) {
    var http = vertx.createHttpClient();
    var done = Future.<Void>succeededFuture();
    for (var i = 0; i < CALLS; i++) {
      var number = i;
      done = done.compose(before -> invoke(http, modelPort, body(number), 200));
    }
    return done.compose(before -> invoke(http, modelPort, Buffer.buffer("{}"), 400))
        .compose(before -> get(http, healthPort, "/healthz"))
        .compose(before -> get(http, healthPort, "/readyz"))
        .compose(before -> get(http, healthPort, "/metrics"))
        .eventually(http::close);
  }

  private static Buffer body(int number) {
    try {
      return Buffer.buffer(InvokeReader.body("Call " + number, 16));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can always be written", e);
    }
  }

  private static Future<Void> invoke(HttpClient http, int port, Buffer body, int expected) {
    return http.request(HttpMethod.POST, port, "127.0.0.1", "/invoke/" + ENDPOINT)
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
