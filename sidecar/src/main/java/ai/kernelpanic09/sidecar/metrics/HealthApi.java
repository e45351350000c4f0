package ai.kernelpanic09.sidecar.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves health and metrics. Both depend on this process only: the operator's absence must never
 * make an app's pod unready.
 */
public final class HealthApi {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private HealthApi() {}

  /**
   * Makes the server, which does not listen yet.
   *
   * @param ready whether new calls should come here
   * @param status makes a report for people; null for none
   */
  public static HttpServer server(
      Vertx vertx,
      SidecarMetrics metrics,
      BooleanSupplier ready,
      @Nullable Supplier<String> status) {
    var text = new PacedScrape(metrics::scrape, System::nanoTime);
    var router = Router.router(vertx);
    router.get("/healthz").handler(context -> answer(context, 200, "ok\n"));
    router
        .get("/readyz")
        .handler(
            context -> {
              var isReady = ready.getAsBoolean();
              answer(context, isReady ? 200 : 503, isReady ? "ok\n" : "draining\n");
            });
    router.get("/metrics").handler(context -> answer(context, 200, text.get()));
    if (status != null) {
      router.get("/status").handler(context -> answer(context, 200, status.get()));
    }
    var options =
        new HttpServerOptions()
            .setMaxHeaderSize(8 << 10)
            .setIdleTimeout(60)
            .setCompressionSupported(false);
    return vertx.createHttpServer(options).requestHandler(router);
  }

  private static void answer(RoutingContext context, int status, String text) {
    context.response().setStatusCode(status).putHeader("content-type", TEXT).end(text);
  }
}
