package ai.kernelpanic09.cli;

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

/** The launcher {@code bin/k8s-ai}, in a tree where nothing is built. */
class LauncherTest {

  @TempDir Path tree;

  private record Ended(int exitCode, String output) {}

  @BeforeEach
  void copy() throws IOException {
    for (var file : List.of("bin/k8s-ai", "hack/jdk25.sh", "hack/trap.sh")) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.copy(Path.of("..", file), tree.resolve(file));
      assertThat(tree.resolve(file).toFile().setExecutable(true)).isTrue();
    }
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    return started(tree.resolve("bin/k8s-ai"), arguments);
  }

  private static Ended started(Path program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  @Test
  void whatIsNotBuiltIsNamedWithWhatToDo() throws Exception {
    for (var command : List.of("local", "version", "--help")) {
      assertThat(run(command))
          .isEqualTo(new Ended(2, "k8s-ai: it is not built: run 'make build' in " + tree + "\n"));
    }
  }

  @Test
  void aLinkOfThePluginsNameFindsItsTree() throws Exception {
    var link = tree.resolve("kubectl-ai");
    Files.createSymbolicLink(link, tree.resolve("bin/k8s-ai"));
    assertThat(started(link, "version").output()).contains("'make build' in " + tree);
  }

  @Test
  void withoutAJdkItSaysSoWithTheSameExitCode() throws Exception {
    Files.writeString(
        tree.resolve("hack/jdk25.sh"),
        "#!/bin/sh\necho 'needs a JDK 25 or newer: set JAVA_HOME to one' >&2\nexit 1\n");
    assertThat(run("local", "folder"))
        .isEqualTo(new Ended(2, "needs a JDK 25 or newer: set JAVA_HOME to one\n"));
  }

  @Test
  void whatIsBuiltGetsTheArgumentsAsTheyAre() throws Exception {
    Files.createDirectories(tree.resolve("cli/target/lib"));
    Files.createFile(tree.resolve("cli/target/cli.jar"));
    Files.createDirectories(tree.resolve("java/bin"));
    var java = tree.resolve("java/bin/java");
    Files.writeString(java, "#!/bin/sh\nfor each in \"$@\"; do echo \"<$each>\"; done\nexit 7\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(tree.resolve("hack/jdk25.sh"), "#!/bin/sh\necho " + tree + "/java\n");

    var ended = run("budget", "reset", "two words", "");

    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.output())
        .endsWith("<ai.kernelpanic09.cli.Main>\n<budget>\n<reset>\n<two words>\n<>\n");
  }
}
