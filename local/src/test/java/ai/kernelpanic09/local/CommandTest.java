package ai.kernelpanic09.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code bin/k8s-ai}, in a tree where nothing is built. */
class CommandTest {

  @TempDir Path tree;

  private record Ended(int exitCode, String output) {}

  @BeforeEach
  void copy() throws IOException {
    for (var file : List.of("bin/k8s-ai", "hack/jdk25.sh", "hack/trap.sh", "pom.xml")) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.copy(Path.of("..", file), tree.resolve(file));
      assertThat(tree.resolve(file).toFile().setExecutable(true)).isTrue();
    }
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(tree.resolve("bin/k8s-ai").toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  @Test
  void helpAndVersionAreNoErrors() throws Exception {
    assertThat(run("--version").output()).matches("k8s-ai [0-9]\\S+\n");
    for (var help : List.of(run("--help"), run("budget", "reset", "--help"))) {
      assertThat(help.exitCode()).isZero();
      assertThat(help.output()).startsWith("usage: k8s-ai local DIR").contains("budget reset");
    }
  }

  @Test
  void whatIsNotKnownIsAnsweredWithTheUsage() throws Exception {
    for (var wrong : List.of(run(), run("locale"), run("budget"), run("budget", "raise"))) {
      assertThat(wrong.exitCode()).isEqualTo(2);
      assertThat(wrong.output()).contains("usage: k8s-ai local DIR");
    }
  }

  @Test
  void whatIsNotBuiltIsNamedWithWhatToDo() throws Exception {
    assertThat(run("local", "folder"))
        .isEqualTo(
            new Ended(2, "k8s-ai: local mode is not built: run 'make build' in " + tree + "\n"));
  }

  @Test
  void withoutAJdkItSaysSoWithTheSameExitCode() throws Exception {
    Files.writeString(
        tree.resolve("hack/jdk25.sh"),
        "#!/bin/sh\necho 'needs a JDK 25 or newer: set JAVA_HOME to one' >&2\nexit 1\n");
    assertThat(run("local", "folder"))
        .isEqualTo(new Ended(2, "needs a JDK 25 or newer: set JAVA_HOME to one\n"));
  }
}
