package ai.kernelpanic09.sidecar.training;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.desk.DeskStore;
import ai.kernelpanic09.core.desk.LedgerDesk;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ModelBounds;
import ai.kernelpanic09.core.price.ModelPrice;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.sidecar.control.ControlJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Stands in for the operator and Bedrock on the loopback, over TLS as in a cluster: one endpoint
 * whose budget is never reached, and a model that answers every call with the same few words.
 */
public final class StandIns {

  public static final EndpointName ENDPOINT = new EndpointName("training", "stub");

  private static final String USAGE =
      "\"usage\":{\"inputTokens\":9,\"outputTokens\":3,\"totalTokens\":12},"
          + "\"metrics\":{\"latencyMs\":1}";
  private static final String ANSWER =
      "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Ready.\"}]}},"
          + "\"stopReason\":\"end_turn\","
          + USAGE
          + "}";

  private final Vertx vertx;
  private final Path keyStore;
  private final String password;
  private volatile @Nullable LedgerDesk desk;

  /**
   * @param keyStore PKCS #12, with a certificate for localhost
   */
  public StandIns(Vertx vertx, Path keyStore, String password) {
    this.vertx = vertx;
    this.keyStore = keyStore;
    this.password = password;
  }

  /**
   * Starts listening.
   *
   * @param requestsPerMinute the endpoint's rate limit
   * @return its port
   */
  public Future<Integer> listen(long requestsPerMinute) {
    var server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PfxOptions().setPath(keyStore.toString()).setPassword(password)));
    return server
        .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)))
        .listen(0, "127.0.0.1")
        .map(
            listening -> {
              var bound = listening.actualPort();
              var own = "https://localhost:" + bound;
              desk = desk(List.of(endpoint(ENDPOINT, own, 1_000, requestsPerMinute)));
              return bound;
            });
  }

  /**
   * An endpoint whose budget is never reached.
   *
   * @param bedrockUrl the address of its model
   * @param contextTokens the most that its model takes of input
   * @param requestsPerMinute null for no limit
   */
  public static DeskEndpoint endpoint(
      EndpointName name, String bedrockUrl, int contextTokens, @Nullable Long requestsPerMinute) {
    var dollar = Money.parse("1.00");
    var limits =
        new EndpointLimits(
            "training",
            "stub.model-v1:0",
            "us-east-1",
            bedrockUrl,
            64,
            new ModelPrice(dollar, dollar, null, null, null),
            null,
            new ModelBounds(contextTokens, true, 100, 10, 100, 8),
            null,
            null,
            requestsPerMinute,
            null,
            true,
            1 << 20,
            List.of(),
            List.of(),
            CallTimeouts.DEFAULT);
    var terms =
        new BudgetTerms(
            Money.parse("1000000.00"), null, ZoneOffset.UTC, true, requestsPerMinute, null);
    return new DeskEndpoint(name, limits, terms);
  }

  /** The desk of endpoints, with ledgers in memory and keys that are none. */
  public static LedgerDesk desk(List<DeskEndpoint> endpoints) {
    try {
      return new LedgerDesk(
          endpoints,
          DeskStore.inMemory(),
          name -> new SessionCredentials("k", "AKIATRAINING", "secret", "token", 3_600_000),
          InstantSource.system());
    } catch (IOException e) {
      throw new IllegalStateException("a ledger in memory is never unreadable", e);
    }
  }

  private void serve(HttpServerRequest request, Buffer body) {
    var path = request.path();
    if (path == null || path.equals("/ping")) {
      request.response().end();
    } else if (path.startsWith("/control/")) {
      vertx
          .executeBlocking(() -> sync(body))
          .onComplete(
              answer -> request.response().end(answer),
              e -> request.response().setStatusCode(500).end());
    } else if (path.endsWith("/converse-stream")) {
      request.response().end(stream());
    } else {
      request.response().putHeader("content-type", "application/json").end(ANSWER);
    }
  }

  private Buffer sync(Buffer body) throws IOException {
    var opened = Objects.requireNonNull(desk, "it does not listen yet");
    var request = ControlJson.read(body.getBytes(), SyncRequest.class);
    return Buffer.buffer(ControlJson.write(opened.answer(request, "training", "training")));
  }

  private static Buffer stream() {
    var delta =
        event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Ready. \"}}");
    var stream = event("messageStart", "{\"role\":\"assistant\"}");
    for (var i = 0; i < 4; i++) {
      stream.appendBuffer(delta);
    }
    return stream
        .appendBuffer(event("messageStop", "{\"stopReason\":\"end_turn\"}"))
        .appendBuffer(event("metadata", "{" + USAGE + "}"));
  }

  /** An event of a stream, as Bedrock frames it. */
  public static Buffer event(String type, String payload) {
    var headers =
        Map.of(
            ":event-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString("application/json"),
            ":message-type", HeaderValue.fromString("event"));
    var frame = new ByteArrayOutputStream();
    new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(frame);
    return Buffer.buffer(frame.toByteArray());
  }
}
