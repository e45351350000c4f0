package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operator in a process of its own, with the runtime of its image, which hack/runtime.sh makes,
 * and the memory of its container.
 */
final class OperatorUnderTest implements AutoCloseable {

  private static final String CONTAINER_MEMORY = "512m";

  /** The lines of the generations, as {@code jcmd} tells of the serial collector's heap. */
  private static final Pattern HEAP_USED =
      Pattern.compile(
          "(?m)^ *(?:DefNew|Tenured|def new generation|tenured generation) .* used (\\d+)K");

  private final Process process;
  private final Thread onExit;
  private final World world;
  private final int controlPort;
  private final int metricsPort;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable HolderClient control;

  private OperatorUnderTest(
      Process process, World world, int controlPort, int metricsPort, Path log) {
    this.process = process;
    onExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(onExit);
    this.world = world;
    this.controlPort = controlPort;
    this.metricsPort = metricsPort;
    this.log = log;
  }

  /** Starts it, and does not wait for it. */
  static OperatorUnderTest start(World world) {
    try {
      // As block YAML: the client takes a file that begins with a brace for JSON.
      var kubeconfig = Path.of("target", "bench-operator.conf").toAbsolutePath();
      Files.writeString(kubeconfig, world.server.kubectl("config", "view", "--raw").text());
      var control = freePort();
      var metrics = freePort();
      var log = Path.of("target", "bench-operator.log");
      var builder =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      var environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("K8S_AI_"));
      environment.remove("KUBERNETES_SERVICE_HOST");
      environment.put("KUBECONFIG", kubeconfig.toString());
      environment.put("AWS_ENDPOINT_URL", world.simulator.url());
      environment.put("AWS_ACCESS_KEY_ID", "AKIAOPERATOR00000000");
      environment.put("AWS_SECRET_ACCESS_KEY", "secret-of-the-operator");
      environment.put("K8S_AI_WEBHOOK", "off");
      environment.put("K8S_AI_LISTEN_ADDRESS", "127.0.0.1");
      environment.put("K8S_AI_LISTEN_METRICS", String.valueOf(metrics));
      environment.put("K8S_AI_LISTEN_PROBES", "0");
      environment.put("K8S_AI_LISTEN_CONTROL", String.valueOf(control));
      environment.put("K8S_AI_SIDECAR_IMAGE", World.IMAGE);
      return new OperatorUnderTest(builder.start(), world, control, metrics, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command() {
    var runtime = Path.of(System.getProperty("bench.runtime"));
    return List.of(
        runtime.resolve("java/bin/java").toString(),
        "-XX:MaxRAM=" + CONTAINER_MEMORY,
        "@" + runtime.resolve("java.args"),
        "ai.kernelpanic09.operator.Main");
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * @throws IllegalStateException when it has ended
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the operator has ended: see " + log.toAbsolutePath());
    }
  }

  /** The answers to a sync; none while the operator does not answer. */
  List<EndpointAnswer> sync(String token, SyncRequest request) {
    requireAlive();
    HttpResponse<String> answer;
    try {
      answer = control().sync(token, request);
    } catch (IllegalStateException e) {
      return List.of(); // expected until it listens
    }
    return answer.statusCode() == 200 ? HolderClient.answer(answer).endpoints() : List.of();
  }

  private synchronized HolderClient control() {
    var known = control;
    if (known == null) {
      var map = world.client.configMaps().inNamespace(World.NAMESPACE).withName(Names.CA).get();
      var pem = map == null ? null : map.getData().get(Names.CA_KEY);
      if (pem == null) {
        throw new IllegalStateException("there is no CA yet");
      }
      known = HolderClient.of(pem, controlPort);
      control = known;
    }
    return known;
  }

  /** Bytes of live objects: what is left after a full collection. */
  long heapBytes() {
    run("GC.run");
    var info = run("GC.heap_info");
    var used = HEAP_USED.matcher(info).results().mapToLong(each -> Long.parseLong(each.group(1)));
    return used.reduce(Long::sum).orElseThrow(() -> new IllegalStateException(info)) * 1_024;
  }

  private String run(String jcmd) {
    try {
      var tool =
          new ProcessBuilder(java("jcmd"), String.valueOf(process.pid()), jcmd)
              .redirectErrorStream(true)
              .start();
      return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes in memory now. */
  long residentBytes() {
    return status("VmRSS:");
  }

  /** The most bytes that have been in memory at a time. */
  long peakBytes() {
    return status("VmHWM:");
  }

  private long status(String field) {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
      return lines
              .filter(line -> line.startsWith(field))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          * 1_024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reconciliations since the start, of all kinds, that did not fail. */
  double reconciles() {
    return metrics()
        .lines()
        .filter(line -> line.startsWith("operator_sdk_reconciliations_success"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(Double::sum)
        .orElseThrow(() -> new IllegalStateException("/metrics counts no reconciliations"));
  }

  private String metrics() {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as the kubelet does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        Runtime.getRuntime().removeShutdownHook(onExit);
      } else {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    if (control != null) {
      control.close();
    }
  }
}
