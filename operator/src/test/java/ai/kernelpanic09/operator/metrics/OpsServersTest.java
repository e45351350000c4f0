package ai.kernelpanic09.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many scrape, the rest of the process goes on. */
class OpsServersTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CountDownLatch released = new CountDownLatch(1);
  private final OpsServers servers =
      new OpsServers(vertx, registry, Optional::empty, Optional::empty);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    released.countDown();
    http.close();
    servers.close();
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private CompletableFuture<Integer> status(int port, String path) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  private double whenReleased() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static long ended(List<CompletableFuture<Integer>> scrapes, int status) {
    return scrapes.stream().filter(each -> each.getNow(0) == status).count();
  }

  @Test
  void scrapesThatTakeLongAreFewAndHoldUpNothingElse() {
    Gauge.builder("slow", this::whenReleased).register(registry);
    var port = join(servers.listenMetrics("127.0.0.1", 0));
    var probes = join(servers.listenProbes("127.0.0.1", 0));
    var scrapes = new ArrayList<CompletableFuture<Integer>>();
    for (var i = 0; i < 10; i++) {
      scrapes.add(status(port, "/metrics"));
    }

    await().atMost(LONG).until(() -> ended(scrapes, 503) == 6);
    assertThat(join(vertx.executeBlocking(() -> "other work"))).isEqualTo("other work");
    assertThat(status(probes, "/healthz").join()).isEqualTo(200);

    released.countDown();
    await().atMost(LONG).until(() -> ended(scrapes, 200) == 4);
    assertThat(status(port, "/metrics").join()).isEqualTo(200);
  }
}
