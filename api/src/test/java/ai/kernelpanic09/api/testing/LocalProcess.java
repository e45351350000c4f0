package ai.kernelpanic09.api.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of Kubernetes that ends with this one. */
final class LocalProcess {

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread onExit;

  private LocalProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.onExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  static LocalProcess start(Path folder, String name, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(binary(name).toString());
    command.addAll(List.of(arguments));
    var log = folder.resolve(name + ".log");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    return new LocalProcess(name, builder.start(), log);
  }

  /** Where {@code make cluster-bin} puts its binaries. */
  static Path binary(String name) {
    var file = cache().resolve("bin").resolve(name);
    if (!Files.isExecutable(file)) {
      throw new IllegalStateException(file + " is missing: run `make cluster-bin` to build it");
    }
    return file;
  }

  private static Path cache() {
    var environment = System.getenv();
    var own = environment.get("CLUSTER_CACHE");
    if (own != null) {
      return Path.of(own);
    }
    var shared = environment.get("XDG_CACHE_HOME");
    var base =
        shared == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared);
    return base.resolve("k8s-ai-operator");
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for {@code time}, and fails with the end of the log if the process ends meanwhile. */
  void requireAliveFor(Duration time) {
    try {
      if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        var text = Files.readString(log);
        var end = text.substring(Math.max(0, text.length() - 2000));
        if (text.contains("address already in use")) {
          throw new PortRaceException(name + ": " + end);
        }
        throw new IllegalStateException(name + " ended with " + process.exitValue() + ": " + end);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " started", e);
    }
  }

  /**
   * Kills the process and waits for its end. An API server that is asked to end takes up to a
   * minute.
   */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
    Runtime.getRuntime().removeShutdownHook(onExit);
  }
}
