package ai.kernelpanic09.cli.bill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A run of local mode, by the command line's own Main in a process of its own. */
final class LocalRun implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile(" at http://localhost:(\\d+)\\n");
  private static final String STARTED = "/status";

  private final Process process;
  private final Path log;

  private LocalRun(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param log takes all that it prints, anew
   */
  static LocalRun start(String aws, Path manifests, Path state, Path log) throws IOException {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "ai.kernelpanic09.cli.Main",
                    "local",
                    manifests.toString(),
                    "--assume-role",
                    "--port=0",
                    "--health-port=0",
                    "--state",
                    state.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(each -> each.matches("(K8S_AI|AWS)_.*"));
    builder.environment().put("AWS_ENDPOINT_URL", aws);
    builder.environment().put("AWS_ACCESS_KEY_ID", "AKIADEMODEMODEMODEMO");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "demo-secret-of-the-simulator");
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    var run = new LocalRun(builder.start(), log);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> {
              if (!run.process.isAlive()) {
                throw new IllegalStateException("it did not start: " + run.output());
              }
              return run.output().contains(STARTED);
            });
    return run;
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    var found = PORT.matcher(output());
    if (!found.find()) {
      throw new IllegalStateException("no port in " + output());
    }
    return Integer.parseInt(found.group(1));
  }

  /** Ends it in order, so that all is in its ledgers. */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it did not end: " + output());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
