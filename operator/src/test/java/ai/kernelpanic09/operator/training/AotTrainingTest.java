package ai.kernelpanic09.operator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-ins suffice for an operator that leads, serves and admits, without the image. */
class AotTrainingTest {

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  @BeforeEach
  void identity() throws Exception {
    keytool(
        "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -ext san=dns:localhost,ip:127.0.0.1 -validity 2");
    keytool("-exportcert -rfc -file " + folder.resolve("ca.crt"));
  }

  private void keytool(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(JAVA_HOME.resolve("bin/keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", folder.resolve("tls.p12").toString()));
    command.addAll(List.of("-storepass", "training", "-alias", "training"));
    var tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
  }

  private static List<String> java(String... more) {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var command = new ArrayList<String>();
    command.add(JAVA_HOME.resolve("bin/java").toString());
    command.addAll(List.of(more));
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  @Test
  void anOperatorDoesAllThatItIsTrainedIn() throws Exception {
    AotTraining.train(folder, java("-XX:+UseSerialGC", "-Xmx256m"));

    assertThat(folder.resolve("operator.log"))
        .content()
        .contains("event=leader", "event=started")
        .doesNotContain("event=step_failed", "event=start_broken");
  }

  @Test
  void oneThatDoesNotIsToldWithItsLog() {
    assertThatThrownBy(() -> AotTraining.train(folder, java("-DnoOperator", "--dry-run")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it publishes no CA; its log:");
  }
}
