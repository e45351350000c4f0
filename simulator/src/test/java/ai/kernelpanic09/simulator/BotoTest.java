package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * boto3 against the simulator, from a virtual environment outside the tree that is created once.
 */
class BotoTest {
  private static final String BOTO3 = "boto3==1.44.5";

  @Test
  void worksUnmodified() throws IOException, InterruptedException {
    var python = environment();
    try (var simulator = Simulator.start(SimulatorConfig.defaults())) {
      simulator.demo();
      var output = run(List.of(python.toString(), "src/test/python/converse.py", simulator.url()));
      var result = new JsonObject(output);
      assertThat(result.getString("identity")).isEqualTo("arn:aws:iam::123456789012:user/demo");
      assertThat(result.getString("text")).startsWith("You said: Hello from boto3.");
      assertThat(result.getString("streamed")).isEqualTo(result.getString("text"));
      assertThat(result.getJsonArray("chunks")).contains("content_block_delta", "message_stop");
      assertThat(result.getString("refusal"))
          .startsWith("ValidationException: Invocation of model ID");
      assertThat(result.getInteger("profiles")).isPositive();
      assertThat(result.getString("status")).isIn("READY", "VERSIONING");
      assertThat(result.getString("blocked")).isEqualTo("guardrail_intervened");
      assertThat(result.getJsonObject("usage").getLong("outputTokens"))
          .isEqualTo(
              simulator.bill().calls().stream()
                  .filter(c -> c.operation().name().equals("ConverseStream"))
                  .findFirst()
                  .orElseThrow()
                  .charge()
                  .tokens()
                  .output());
    }
  }

  private static Path environment() throws IOException, InterruptedException {
    var cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    var folder = cache.resolve("k8s-ai-operator").resolve("venv");
    var python = folder.resolve("bin").resolve("python");
    var done = folder.resolve("has-" + BOTO3);
    if (!Files.exists(done)) {
      Files.createDirectories(folder.getParent());
      run(List.of("python3", "-m", "venv", folder.toString()));
      run(List.of(python.toString(), "-m", "pip", "install", "--quiet", BOTO3));
      Files.writeString(done, "");
    }
    return python;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    var errors = Files.createTempFile("boto", ".log");
    try {
      var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "this test needs python3 and %s: %s failed: %s"
                .formatted(BOTO3, command.getFirst(), Files.readString(errors)));
      }
      return output;
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
