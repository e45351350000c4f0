package ai.kernelpanic09.core.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tlc2.TLC;

/** Runs TLC over the model in a process of its own, because TLC keeps its state in statics. */
final class ModelChecker {

  private static final Path MODEL = Path.of("src/test/tla/BudgetLease.tla");
  private static final long MAX_MINUTES = 5;
  private static final Pattern VIOLATED = Pattern.compile("Invariant (\\w+) is violated");
  private static final Pattern STATES =
      Pattern.compile("(\\d+) distinct states found, 0 states left");

  /**
   * The result of a run of TLC.
   *
   * @param violated name of the broken invariant; empty when all hold in every state
   * @param states number of states; 0 when TLC stopped before it had seen all of them
   * @param text TLC's output, with the counterexample
   */
  record Finding(String violated, long states, String text) {}

  private final Path directory;

  ModelChecker(Path directory) {
    this.directory = directory;
  }

  /** Checks the model with these constants in place of the usual ones. */
  Finding check(Map<String, String> constants) throws IOException, InterruptedException {
    var config = Files.readString(MODEL.resolveSibling("BudgetLease.cfg"));
    for (var each : constants.entrySet()) {
      var line = Pattern.compile("(?m)^  " + each.getKey() + " = .*$").matcher(config);
      if (!line.find()) {
        throw new IllegalArgumentException("the model has no constant " + each.getKey());
      }
      config = line.replaceFirst("  " + each.getKey() + " = " + each.getValue());
    }
    Files.copy(MODEL, directory.resolve("BudgetLease.tla"));
    Files.writeString(directory.resolve("Check.cfg"), config);
    var output = directory.resolve("output");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                    .toString(),
                TLC.class.getName(),
                // One worker: it meets states by their depth, so a counterexample is a shortest
                // one.
                "-workers",
                constants.containsKey("BUG") ? "1" : "auto",
                "-metadir",
                directory.resolve("states").toString(),
                "-config",
                "Check.cfg",
                "BudgetLease.tla")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("TLC took longer than " + MAX_MINUTES + " minutes");
    }
    var text = Files.readString(output);
    var violated = VIOLATED.matcher(text);
    var states = STATES.matcher(text);
    return new Finding(
        violated.find() ? violated.group(1) : "",
        states.find() && process.exitValue() == 0 ? Long.parseLong(states.group(1)) : 0,
        text);
  }
}
