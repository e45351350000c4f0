package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own. */
class MainTest {

  @TempDir Path directory;

  private record Ended(int exitCode, String output) {}

  private static Ended run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(each -> each.startsWith("K8S_AI_"));
    builder.environment().putAll(environment);
    var process = builder.start();
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void helpNamesEverySetting() throws Exception {
    var help = run(Map.of(), "--help");
    assertThat(help.exitCode()).isZero();
    for (var setting : SidecarSetting.values()) {
      assertThat(help.output()).contains(setting.variable());
    }
  }

  @Test
  void itsVersionIsToldWithoutASetting() throws Exception {
    assertThat(run(Map.of(), "--version")).isEqualTo(new Ended(0, "sidecar dev\n"));
  }

  @Test
  void localModeIsAnotherProgram() throws Exception {
    var ended = run(Map.of(), "--local", "folder");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output()).contains("'bin/k8s-ai local DIR' starts it");
  }

  @Test
  void aPortThatTheAppHasTakenIsNamedWithWhatToDo() throws Exception {
    try (var app = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var taken = Integer.toString(app.getLocalPort());
      for (var variable : List.of("K8S_AI_MODEL_API_PORT", "K8S_AI_HEALTH_PORT")) {
        var environment = new HashMap<String, String>();
        environment.put("K8S_AI_ENDPOINTS", "a/b");
        environment.put("K8S_AI_JOURNAL_DIR", directory.resolve(variable).toString());
        environment.put("K8S_AI_MODEL_API_PORT", "0");
        environment.put("K8S_AI_HEALTH_PORT", "0");
        environment.put(variable, taken);

        var ended = run(environment);

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        // On a busy machine Vert.x notes that the event loop was held up.
        assertThat(ended.output().lines().filter(line -> !line.contains("BlockedThreadChecker")))
            .containsExactly(
                "sidecar: port "
                    + taken
                    + " is taken by another process: in a pod with a sidecar 8090 and 18090 are the"
                    + " sidecar's, so let the app listen on another port");
      }
    }
  }
}
