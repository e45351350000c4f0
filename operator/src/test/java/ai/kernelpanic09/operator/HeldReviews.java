package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.testing.ApiServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An API server's token webhook that answers nothing until it is released: the reviews of tokens
 * that are no ServiceAccount's stay under way.
 */
final class HeldReviews implements AutoCloseable {

  private static final String REFUSAL =
      """
      {"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview",
       "status":{"authenticated":false}}\
      """;

  private final HttpServer webhook;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  HeldReviews() throws IOException {
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    webhook.setExecutor(threads);
    webhook.createContext("/", this::hold);
    webhook.start();
  }

  /** An API server that asks this webhook. */
  ApiServer apiServer() throws IOException {
    var config = Files.createTempFile("token-webhook", ".conf");
    Files.writeString(
        config,
        """
        {apiVersion: v1, kind: Config, current-context: held,
         clusters: [{name: held, cluster: {server: "http://127.0.0.1:%d"}}],
         users: [{name: held}], contexts: [{name: held, context: {cluster: held, user: held}}]}
        """
            .formatted(webhook.getAddress().getPort()));
    var server =
        ApiServer.start(
            "--authentication-token-webhook-config-file=" + config,
            "--authentication-token-webhook-version=v1");
    Files.delete(config);
    return server;
  }

  /** Reviews that have come. */
  int held() {
    return held.get();
  }

  /** Reviews that have been answered. */
  int answered() {
    return answered.get();
  }

  private void hold(HttpExchange exchange) throws IOException {
    held.incrementAndGet();
    try {
      released.await();
      var answer = REFUSAL.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answered.incrementAndGet();
    }
  }

  @Override
  public void close() {
    released.countDown();
    webhook.stop(0);
    threads.shutdownNow();
  }
}
