package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever level the log has, it holds no key, no token and no content; nor do files. */
class LogSecrecyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile("modelPort=(\\d+)");
  private static final String TOKEN = "token-that-proves-the-pod";
  private static final String SESSION = "session-token-of-the-role";
  private static final SessionCredentials KEYS =
      new SessionCredentials(
          "k1", "AKIATEST000000000001", "secret-key-of-the-role", SESSION, 3_600_000);

  @TempDir Path directory;

  @Test
  void theMostTalkativeLogTellsNoSecret() throws Exception {
    var bedrock = new ScriptedBedrock();
    bedrock.ok();
    var control =
        new TestControl(TestCertificate.create(directory), new TestEndpoint(bedrock.url()).build());
    control.keys(KEYS);
    var log = directory.resolve("log");
    var process = start(control, log);
    try {
      await().atMost(PATIENCE).until(() -> PORT.matcher(Files.readString(log)).find());
      var port = PORT.matcher(Files.readString(log)).results().findFirst().orElseThrow().group(1);
      await().atMost(PATIENCE).until(() -> status(port) == 200);
    } finally {
      process.destroy();
      process.onExit().join();
      control.close();
      bedrock.close();
    }

    assertThat(bedrock.headers())
        .as("what was sent")
        .anyMatch(each -> SESSION.equals(each.get("x-amz-security-token")));
    assertThat(written())
        .as("the journal")
        .isNotEmpty()
        .doesNotContain(TOKEN, SESSION, KEYS.secretAccessKey(), "words-of-the-caller");
    assertThat(Files.readString(log))
        .as("the level is in force")
        .contains(" DEBUG ")
        .as("secrets")
        .doesNotContain(TOKEN, SESSION, KEYS.secretAccessKey(), KEYS.accessKeyId())
        .as("content")
        .doesNotContain("words-of-the-caller")
        .doesNotContainIgnoringCase("x-amz-security-token", "aws4-hmac", "bearer ");
  }

  /** All that the sidecar has written into files, as far as it is text. */
  private String written() throws IOException {
    var all = new StringBuilder();
    try (var files = Files.walk(directory.resolve("journal"))) {
      for (var each : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(each, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  private static int status(String port) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/invoke/" + TestEndpoint.HAIKU))
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(TestSidecar.message("words-of-the-caller", 8)))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private Process start(TestControl control, Path log) throws IOException {
    var identity = Files.createDirectories(directory.resolve("identity"));
    Files.writeString(identity.resolve("token"), TOKEN);
    Files.writeString(identity.resolve("ca.crt"), control.ca());
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "ai.kernelpanic09.sidecar.Main"));
    builder
        .environment()
        .putAll(
            Map.of(
                "K8S_AI_ENDPOINTS",
                TestEndpoint.HAIKU.toString(),
                "K8S_AI_CONTROL_URL",
                control.url().toString(),
                "K8S_AI_IDENTITY_DIR",
                identity.toString(),
                "K8S_AI_JOURNAL_DIR",
                directory.resolve("journal").toString(),
                "K8S_AI_LOG_LEVEL",
                "debug",
                "K8S_AI_DRAIN_DELAY_MILLIS",
                "0",
                "K8S_AI_MODEL_API_PORT",
                "0",
                "K8S_AI_HEALTH_PORT",
                "0"));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
