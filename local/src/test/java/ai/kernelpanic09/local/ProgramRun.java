package ai.kernelpanic09.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One run of the program, as a developer starts it. */
final class ProgramRun implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern MODEL_PORT = Pattern.compile(" at http://localhost:(\\d+)\\n");
  private static final Pattern HEALTH_PORT = Pattern.compile("http://127.0.0.1:(\\d+)/status");
  private static final Pattern AWS = Pattern.compile("simulated AWS is at (http://\\S+),");

  private final Process process;
  private final Path log;

  ProgramRun(Map<String, String> environment, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "ai.kernelpanic09.local.Main"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(each -> each.matches("(K8S_AI|AWS)_.*"));
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    builder.environment().put("AWS_CONFIG_FILE", "/nonexistent");
    builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    builder.environment().putAll(environment);
    log = Files.createTempFile("local", ".log");
    process = builder.redirectOutput(log.toFile()).start();
  }

  /** All output so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the program has printed its banner; if it ends instead, fails with its output. */
  ProgramRun started() {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("it did not start: " + output());
              }
              return HEALTH_PORT.matcher(output()).find();
            });
    return this;
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it did not end: " + output());
    }
    return process.exitValue();
  }

  int modelPort() {
    return Integer.parseInt(found(MODEL_PORT));
  }

  String awsUrl() {
    return found(AWS);
  }

  private String found(Pattern pattern) {
    var matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new IllegalStateException(pattern + " is not in " + output());
    }
    return matcher.group(1);
  }

  HttpResponse<String> call() {
    return callLater().join();
  }

  CompletableFuture<HttpResponse<String>> callLater() {
    return post("/invoke/ai-workloads/claude-haiku");
  }

  private CompletableFuture<HttpResponse<String>> post(String path) {
    return post(
        path, "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], \"maxTokens\": 32}");
  }

  int statusOf(String endpoint) {
    return post("/invoke/" + endpoint).join().statusCode();
  }

  HttpResponse<String> call(String endpoint, String text) {
    var body = "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}".formatted(text);
    return post("/invoke/" + endpoint, body).join();
  }

  String render(String body) {
    return post("/render/ai-workloads/code-review", body).join().body();
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + modelPort() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  String status() throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + found(HEALTH_PORT) + "/status"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Kills the program, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks the program to end, and returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }
}
