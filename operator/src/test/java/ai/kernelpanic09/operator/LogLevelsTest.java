package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No level of the log lets out what libraries write of requests, with keys and tokens in it. */
class LogLevelsTest {

  private static final List<String> TELL_SECRETS =
      List.of(
          "software.amazon.awssdk.request",
          "software.amazon.awssdk.http.auth.aws.internal.signer.DefaultV4RequestSigner",
          "software.amazon.awssdk.auth.signer.Aws4Signer",
          "io.fabric8.kubernetes.client.http.HttpLoggingInterceptor",
          "org.apache.hc.client5.http.wire",
          "org.apache.hc.client5.http.headers",
          "io.netty.handler.logging.LoggingHandler");

  @Test
  void theMostTalkativeLevelIsNotTheirs() throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace");
    // The program's own settings, and not those of its tests.
    var path =
        Path.of("target", "classes") + File.pathSeparator + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", path, Talkative.class.getName()));
    command.add("ai.example.other");
    command.addAll(TELL_SECRETS);
    var process = new ProcessBuilder(command).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();

    assertThat(said.lines()).containsExactly("ai.example.other");
  }

  /** Names those of the loggers that write at the level of debugging. */
  static final class Talkative {

    private Talkative() {}

    public static void main(String[] loggers) {
      Stream.of(loggers)
          .filter(each -> LoggerFactory.getLogger(each).isDebugEnabled())
          .forEach(System.out::println);
    }
  }
}
