package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The hook of a plain container, run as a process of its own. */
class ModelApiWaitTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private record Ended(int exit, String output) {}

  @Test
  void theHookReturnsWhenTheModelApiOfItsEnvironmentListens() throws Exception {
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      assertThat(hook(Map.of("K8S_AI_MODEL_API_PORT", Integer.toString(socket.getLocalPort()))))
          .isEqualTo(new Ended(0, ""));
    }
  }

  @Test
  void itReadsTheSettingsOfTheSidecarItself() throws Exception {
    var ended = hook(Map.of("K8S_AI_MODEL_API_PORT", "all"));

    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.output())
        .contains("K8S_AI_MODEL_API_PORT is 'all', but must be a whole number");
    assertThat(hook(Map.of("K8S_AI_MODEL_API_PORT", "0")).output()).contains("--wait can't know");
  }

  @Test
  void itGivesUpWhereNothingListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      port = socket.getLocalPort();
    }
    assertThat(ModelApiWait.listens(port, Duration.ofMillis(200))).isFalse();
  }

  private static Ended hook(Map<String, String> settings) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx16m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "--wait"))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(each -> each.startsWith("K8S_AI_"));
    builder.environment().put("K8S_AI_ENDPOINTS", "ai-workloads/claude-haiku");
    builder.environment().putAll(settings);
    var process = builder.start();
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
