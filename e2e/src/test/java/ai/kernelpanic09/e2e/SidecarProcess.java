package ai.kernelpanic09.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The sidecar's program from the class path, with the arguments and variables of a manifest. */
public final class SidecarProcess implements AutoCloseable {

  private static final String MAIN = "ai.kernelpanic09.sidecar.Main";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment;
  private final int modelPort = freePort();
  private final int healthPort = freePort();
  private final Path log;
  private final Process process;

  /** Starts it, with ports and folders that a test may use in place of the pod's. */
  public SidecarProcess(Path folder, List<String> arguments, Map<String, String> environment)
      throws IOException {
    this.environment = new HashMap<>(environment);
    this.environment.put("K8S_AI_MODEL_API_PORT", Integer.toString(modelPort));
    this.environment.put("K8S_AI_HEALTH_PORT", Integer.toString(healthPort));
    this.environment.put("K8S_AI_IDENTITY_DIR", folder.resolve("identity").toString());
    this.environment.put("K8S_AI_JOURNAL_DIR", folder.resolve("journal").toString());
    this.environment.put("K8S_AI_DRAIN_DELAY_MILLIS", "0");
    log = folder.resolve("log");
    process = start(arguments, log);
  }

  /**
   * Runs the same program with other arguments in the same environment, at the same time. Returns
   * its exit code.
   */
  int beside(List<String> arguments) throws IOException, InterruptedException {
    var other = start(arguments, log.resolveSibling("log-beside"));
    try {
      return other.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS) ? other.exitValue() : -1;
    } finally {
      other.destroyForcibly();
    }
  }

  /**
   * Waits until the listener of health and metrics answers. Returns the status of {@code GET path}.
   */
  public int health(String path) {
    return Awaitility.await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> send(healthPort, "GET", path), status -> true);
  }

  public int modelPort() {
    return modelPort;
  }

  int model(String method, String path) throws IOException, InterruptedException {
    return send(modelPort, method, path);
  }

  /** Waits until it ends by itself. Returns the exit code. */
  int end() throws InterruptedException {
    return process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  private int send(int port, String method, String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
    return response.statusCode();
  }

  private Process start(List<String> arguments, Path output) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN));
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(each -> each.startsWith("K8S_AI_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
