package ai.kernelpanic09.sidecar;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.sidecar.control.HttpControl;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A sidecar in this process, as {@link Main} puts it together. */
public final class TestSidecar implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Vertx vertx = Main.vertx();
  private final Sidecar sidecar;
  private boolean closed;

  private TestSidecar(
      SidecarConfig config, MappedJournal journal, Supplier<CircuitBreaker> breakers)
      throws Exception {
    var control =
        new HttpControl(
            vertx,
            config.control().url(),
            config.control().authorities(),
            config.control().identityDir());
    sidecar =
        Sidecar.start(
                vertx,
                config,
                new Sidecar.Environment(
                    control, journal, RandomGenerator.getDefault(), "test", null, breakers))
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  /** Starts a sidecar whose identity and journal are under {@code directory}. */
  public static TestSidecar start(TestControl control, Path directory, String... arguments) {
    return start(control, directory, Map.of(), arguments);
  }

  public static TestSidecar start(
      TestControl control, Path directory, Map<String, String> more, String... arguments) {
    return start(CircuitBreaker::new, control, directory, more, arguments);
  }

  /** Starts a sidecar whose endpoints have circuit breakers of another kind. */
  public static TestSidecar start(
      Supplier<CircuitBreaker> breakers,
      TestControl control,
      Path directory,
      Map<String, String> more,
      String... arguments) {
    try {
      var identity = Files.createDirectories(directory.resolve("identity"));
      Files.writeString(identity.resolve("token"), directory.getFileName().toString());
      Files.writeString(identity.resolve("ca.crt"), control.ca());
      var environment = new HashMap<String, String>();
      environment.put("K8S_AI_ENDPOINTS", TestEndpoint.HAIKU.toString());
      environment.put("K8S_AI_WORKLOAD", "Deployment/web");
      environment.put("K8S_AI_CONTROL_URL", control.url().toString());
      environment.put("K8S_AI_IDENTITY_DIR", identity.toString());
      environment.put("K8S_AI_JOURNAL_DIR", directory.resolve("journal").toString());
      environment.put("K8S_AI_MODEL_API_PORT", "0");
      environment.put("K8S_AI_HEALTH_PORT", "0");
      environment.put("K8S_AI_DRAIN_DELAY_MILLIS", "0");
      environment.putAll(more);
      var config = SidecarConfig.read(arguments, environment);
      var random = RandomGenerator.getDefault();
      var journal =
          MappedJournal.open(config.journalDir(), "boot", () -> Main.newIncarnation(random));
      var before = control.syncs();
      var sidecar = new TestSidecar(config, journal, breakers);
      if (!config.served().endpoints().isEmpty()) {
        // The first handshake of a JVM on a busy machine may take longer than a call waits.
        await().atMost(Duration.ofSeconds(60)).until(() -> control.syncs() > before);
      }
      return sidecar;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public int modelPort() {
    return sidecar.modelPort();
  }

  public int healthPort() {
    return sidecar.healthPort();
  }

  public URI invokeUrl() {
    return URI.create("http://127.0.0.1:" + modelPort() + "/invoke/" + TestEndpoint.HAIKU);
  }

  public static String message(String text, int maxTokens) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"maxTokens\":%d}"
        .formatted(text, maxTokens);
  }

  public HttpResponse<String> invoke(String body) {
    return invokeLater(body).join();
  }

  public CompletableFuture<HttpResponse<String>> invokeLater(String body) {
    return HTTP.sendAsync(request(body).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Makes a call whose answer is read while it comes. */
  public HttpResponse<InputStream> stream(String body) {
    return HTTP.sendAsync(request(body).build(), HttpResponse.BodyHandlers.ofInputStream()).join();
  }

  public HttpResponse<String> invoke(String body, Map<String, String> headers) {
    var request = request(body);
    headers.forEach(request::setHeader);
    return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  public List<HttpResponse<String>> invokeAtOnce(int count, String body) {
    var calls =
        java.util.stream.IntStream.range(0, count).mapToObj(i -> invokeLater(body)).toList();
    return calls.stream().map(CompletableFuture::join).toList();
  }

  /** Waits until it is known of every endpoint which model it calls. */
  public TestSidecar ready() {
    await().until(() -> post("/model/no.such-model/converse", "{}").join().statusCode() == 404);
    return this;
  }

  /** Posts JSON to any path of the model API. */
  public CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return post(path, body, Map.of());
  }

  public CompletableFuture<HttpResponse<String>> post(
      String path, String body, Map<String, String> headers) {
    var request = request(URI.create("http://127.0.0.1:" + modelPort() + path), body);
    headers.forEach(request::setHeader);
    return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The same, for an answer that is no text. */
  public HttpResponse<byte[]> postForBytes(String path, String body) {
    return postForBytes(path, body, Map.of());
  }

  public HttpResponse<byte[]> postForBytes(String path, String body, Map<String, String> headers) {
    var request = request(URI.create("http://127.0.0.1:" + modelPort() + path), body);
    headers.forEach(request::setHeader);
    return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray()).join();
  }

  private HttpRequest.Builder request(String body) {
    return request(invokeUrl(), body);
  }

  private static HttpRequest.Builder request(URI url, String body) {
    return HttpRequest.newBuilder(url)
        .version(HttpClient.Version.HTTP_1_1)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  public String health(String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort() + path)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the sidecar in order, and waits until it has ended. */
  public void drain() {
    try {
      sidecar.drain().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the sidecar without a last report, as kill −9 does. */
  public void crash() {
    if (!closed) {
      closed = true;
      sidecar.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Override
  public void close() {
    crash();
  }
}
