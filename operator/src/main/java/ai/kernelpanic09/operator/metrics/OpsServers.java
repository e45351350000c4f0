package ai.kernelpanic09.operator.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Serves metrics and probes over plain HTTP. */
public final class OpsServers implements AutoCloseable {

  private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

  /** Scrapes under way: each takes a text of all metrics. */
  private static final int MAX_SCRAPES = 4;

  private final AtomicInteger scrapes = new AtomicInteger();
  private final WorkerExecutor workers;
  private final HttpServer metrics;
  private final HttpServer probes;

  /**
   * @param alive why this process should be restarted; empty if it is healthy
   * @param ready why this process can't serve; empty if it can
   */
  public OpsServers(
      Vertx vertx,
      PrometheusMeterRegistry registry,
      Supplier<Optional<String>> alive,
      Supplier<Optional<String>> ready) {
    workers = vertx.createSharedWorkerExecutor("metrics", 2);
    metrics =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (!request.path().equals("/metrics")) {
                    request.response().setStatusCode(404).end();
                    return;
                  }
                  if (scrapes.incrementAndGet() > MAX_SCRAPES) {
                    scrapes.decrementAndGet();
                    request.response().setStatusCode(503).putHeader("Retry-After", "1").end();
                    return;
                  }
                  workers
                      .<String>executeBlocking(registry::scrape, false)
                      .onComplete(scraped -> scrapes.decrementAndGet())
                      .onSuccess(
                          text ->
                              request.response().putHeader("Content-Type", EXPOSITION).end(text))
                      .onFailure(e -> request.response().setStatusCode(500).end());
                });
    probes =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  var problem =
                      switch (request.path()) {
                        case "/healthz" -> alive.get();
                        case "/readyz" -> ready.get();
                        default -> Optional.of("no such probe");
                      };
                  request
                      .response()
                      .setStatusCode(problem.isEmpty() ? 200 : 503)
                      .end(problem.map(name -> "not ok: " + name).orElse("ok"));
                });
  }

  public Future<Integer> listenMetrics(String address, int port) {
    return metrics.listen(port, address).map(HttpServer::actualPort);
  }

  public Future<Integer> listenProbes(String address, int port) {
    return probes.listen(port, address).map(HttpServer::actualPort);
  }

  @Override
  public void close() {
    Future.join(metrics.close(), probes.close(), workers.close())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
