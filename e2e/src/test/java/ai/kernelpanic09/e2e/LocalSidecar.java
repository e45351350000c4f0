package ai.kernelpanic09.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Local mode, as a process. */
public final class LocalSidecar implements AutoCloseable {

  private static final Path PROJECT =
      Path.of(System.getProperty("project.root", ".")).toAbsolutePath();
  private static final Pattern STARTED =
      Pattern.compile(
          " at http://localhost:(\\d+)\\n.*http://127.0.0.1:(\\d+)/status", Pattern.DOTALL);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Path log;
  private final Process process;
  private final int modelPort;
  private final int healthPort;

  /** An answer of the sidecar. */
  public record Answer(int status, String body) {}

  /**
   * Starts the packaged program and returns when it listens.
   *
   * @param manifests the resources that it serves
   * @param environment its variables, in addition to the settings of its ports and folders
   */
  public LocalSidecar(String manifests, Map<String, String> environment) {
    this(manifests, environment, packaged());
  }

  /** Starts the program from the class path. */
  public static LocalSidecar ofClassPath(String manifests, Map<String, String> environment) {
    return new LocalSidecar(manifests, environment, System.getProperty("java.class.path"));
  }

  private LocalSidecar(String manifests, Map<String, String> environment, String classPath) {
    try {
      folder = Files.createTempDirectory("sidecar");
      log = folder.resolve("log");
      var served = Files.createDirectory(folder.resolve("manifests"));
      Files.writeString(served.resolve("manifests.yaml"), manifests);
      var builder =
          new ProcessBuilder(command(classPath, served))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(each -> each.startsWith("K8S_AI_") || each.startsWith("AWS_"));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var started = started();
    modelPort = Integer.parseInt(started.group(1));
    healthPort = Integer.parseInt(started.group(2));
  }

  /** Waits until it has said where it listens. One that does not is not left behind. */
  private MatchResult started() {
    try {
      return Awaitility.await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                if (!process.isAlive()) {
                  throw new IllegalStateException("the sidecar ended: " + log());
                }
                return STARTED.matcher(log()).results().findFirst();
              },
              Optional::isPresent)
          .orElseThrow();
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String packaged() {
    var jar = PROJECT.resolve("cli/target/cli.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is not there: make jars packages it");
    }
    return jar + ":" + PROJECT.resolve("cli/target/lib") + "/*";
  }

  private static List<String> command(String classPath, Path manifests) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        classPath,
        "ai.kernelpanic09.local.Main",
        manifests.toString(),
        "--port=0",
        "--health-port=0");
  }

  public int modelPort() {
    return modelPort;
  }

  public Answer invoke(String endpoint, String body) {
    return send(
        request(modelPort, "/invoke/" + endpoint)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** The table of spending, as rows of columns; the first row holds the titles. */
  public List<List<String>> status() {
    return send(request(healthPort, "/status"))
        .body()
        .lines()
        .map(row -> List.of(row.strip().split("\\s{2,}")))
        .toList();
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
      try (var files = Files.walk(folder)) {
        for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
