package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.operator.certificate.Certificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Serves the control API over TLS: reads bounded bodies, and handles them on virtual threads. */
public final class ControlServer implements AutoCloseable {

  private final ControlHandler api;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  public ControlServer(Vertx vertx, ControlHandler api, Certificates certificates) {
    this.api = api;
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(certificates.serverOptions().getKeyCertOptions())
            .setIdleTimeout(120)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(32 * 1024);
    server = vertx.createHttpServer(options).requestHandler(this::route);
    certificates.onRenewal(server::updateSSLOptions);
  }

  /** Listens; fails when the port is taken. */
  public Future<Integer> listen(String address, int port) {
    return server.listen(port, address).map(HttpServer::actualPort);
  }

  private void route(HttpServerRequest request) {
    switch (request.path()) {
      case "/control/v1/sync" -> {
        var arrivedNanos = System.nanoTime();
        serve(request, (authorization, body) -> api.sync(authorization, body, arrivedNanos));
      }
      case "/control/v1/authorize" -> serve(request, api::authorize);
      case "/control/v1/template" -> serve(request, api::template);
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void serve(
      HttpServerRequest request,
      BiFunction<@Nullable String, byte[], ControlHandler.Answer> handler) {
    if (!HttpMethod.POST.equals(request.method())) {
      request.response().setStatusCode(405).putHeader("Allow", "POST").end();
      return;
    }
    var body = new BoundedBody(request);
    request.handler(body::add);
    request.endHandler(
        end -> {
          if (body.isTooLarge()) {
            request.response().setStatusCode(413).end();
            return;
          }
          workers.execute(
              () -> {
                var answer = handler.apply(request.getHeader("Authorization"), body.bytes());
                var response = request.response();
                if (answer.status() == 429) {
                  response.putHeader("Retry-After", "1");
                }
                response
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(answer.json());
              });
        });
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    workers.close();
  }
}
