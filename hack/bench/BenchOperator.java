import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.desk.LedgerDesk;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.sidecar.control.ControlJson;
import ai.kernelpanic09.sidecar.training.StandIns;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for the operator, for hack/bench.sh, over TLS on the loopback: endpoints without rate
 * limit or guardrail, whose budgets are never reached, and which everybody may call.
 */
final class BenchOperator {

  private static final long CACHE_MILLIS = 60_000;

  /** As models have it: the large bodies have to fit. */
  private static final int CONTEXT_TOKENS = 200_000;

  private final LedgerDesk desk;

  private BenchOperator(List<DeskEndpoint> endpoints) {
    desk = StandIns.desk(endpoints);
  }

  /** {@code PORT FOLDER-OF-CERTIFICATE NAMESPACE/NAME[*COUNT]=BEDROCK-URL…}. */
  public static void main(String[] args) {
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
        ControlJson.write(
            switch (request.path()) {
              case "/control/v1/sync" ->
                  desk.answer(ControlJson.read(body.getBytes(), SyncRequest.class), "bench", "bench");
              case "/control/v1/authorize" ->
                  new CallerVerdict(true, null, null, "bench", "bench", CACHE_MILLIS);
              default -> throw new IOException("nothing answers " + request.path());
            }));
  }

  private static DeskEndpoint endpoint(String name, String bedrockUrl) {
    return StandIns.endpoint(EndpointName.parse(name), bedrockUrl, CONTEXT_TOKENS, null);
  }
}
