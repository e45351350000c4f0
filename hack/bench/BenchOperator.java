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
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncRequest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for the operator, for hack/bench.sh, over TLS on the loopback: endpoints without rate
 * limit or guardrail, whose budgets are never reached, and which everybody may call.
 */
final class BenchOperator {

  private static final long CACHE_MILLIS = 60_000;

  private final ObjectMapper json = new ObjectMapper();
  private final LedgerDesk desk;

  private BenchOperator(List<DeskEndpoint> endpoints) throws IOException {
    desk =
        new LedgerDesk(
            endpoints,
            DeskStore.inMemory(),
            name -> new SessionCredentials("k", "AKIATRAINING", "secret", "token", 3_600_000),
            InstantSource.system());
  }

  /** {@code PORT FOLDER-OF-CERTIFICATE NAMESPACE/NAME[*COUNT]=BEDROCK-URL…}. */
  public static void main(String[] args) throws IOException {
    var endpoints = new ArrayList<DeskEndpoint>();
    for (var each : List.of(args).subList(2, args.length)) {
      var parts = each.split("=", 2);
      var counted = parts[0].split("\\*", 2);
      if (counted.length == 1) {
        endpoints.add(endpoint(counted[0], parts[1]));
      } else {
        for (var i = 0; i < Integer.parseInt(counted[1]); i++) {
          endpoints.add(endpoint(counted[0] + i, parts[1]));
        }
      }
    }
    var operator = new BenchOperator(endpoints);
    var identity = Path.of(args[1]);
    var vertx = Vertx.vertx();
    vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setKeyPath(identity.resolve("tls.key").toString())
                        .setCertPath(identity.resolve("ca.crt").toString())))
        .requestHandler(
            request ->
                request
                    .body()
                    .compose(body -> vertx.executeBlocking(() -> operator.answer(request, body)))
                    .onComplete(
                        answer -> request.response().end(answer),
                        e -> {
                          e.printStackTrace();
                          request.response().setStatusCode(500).end();
                        }))
        .listen(Integer.parseInt(args[0]), "127.0.0.1")
        .onComplete(
            server -> System.out.println("listening on " + server.actualPort()),
            e -> {
              System.err.println(e);
              System.exit(1);
            });
  }

  private Buffer answer(HttpServerRequest request, Buffer body) throws IOException {
    return Buffer.buffer(
        json.writeValueAsBytes(
            switch (request.path()) {
              case "/control/v1/sync" ->
                  desk.answer(json.readValue(body.getBytes(), SyncRequest.class), "bench", "bench");
              case "/control/v1/authorize" ->
                  new CallerVerdict(true, null, null, "bench", "bench", CACHE_MILLIS);
              default -> throw new IOException("nothing answers " + request.path());
            }));
  }

  private static DeskEndpoint endpoint(String name, String bedrockUrl) {
    var dollar = Money.parse("1.00");
    var limits =
        new EndpointLimits(
            "bench",
            "stub.model-v1:0",
            "us-east-1",
            bedrockUrl,
            64,
            new ModelPrice(dollar, dollar, null, null, null),
            null,
            new ModelBounds(200_000, true, 100, 10, 100, 8),
            null,
            null,
            null,
            null,
            true,
            1 << 20,
            List.of(),
            List.of(),
            CallTimeouts.DEFAULT);
    return new DeskEndpoint(
        EndpointName.parse(name),
        limits,
        new BudgetTerms(Money.parse("1000000.00"), null, ZoneOffset.UTC, true, null, null));
  }
}
