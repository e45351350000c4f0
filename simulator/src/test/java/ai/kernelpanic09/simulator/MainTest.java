package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator as a separate process. */
class MainTest {
  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

  @Test
  void startsOnAFreePortAndSaysWhere() throws IOException, InterruptedException {
    var process = start("--port=0", "--setup=demo", "--event-loops=2");
    try {
      var url = url(process);
      try (var client = HttpClient.newHttpClient()) {
        var health =
            client.send(
                HttpRequest.newBuilder(URI.create(url + "/_sim/health")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
      }
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void speaksTlsUnderAnAuthorityThatItWritesDown(@TempDir Path folder) throws Exception {
    var authority = folder.resolve("ca.pem");
    var process = start("--port=0", "--tls-names=localhost,127.0.0.1", "--tls-ca=" + authority);
    try {
      assertThat(url(process)).startsWith("https://127.0.0.1:");
      try (var pem = Files.newInputStream(authority)) {
        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(pem))
            .isInstanceOfSatisfying(
                X509Certificate.class, ca -> assertThat(ca.getBasicConstraints()).isNotNegative());
      }
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void refusesAnArgumentThatItDoesNotKnow() throws IOException, InterruptedException {
    var process = start("--prot=0");
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output).isEqualTo("simulator: unknown argument: --prot=0; see --help\n");
  }

  @Test
  void namesAPortThatIsTaken() throws IOException, InterruptedException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var process = start("--port=" + taken.getLocalPort());
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isEqualTo(2);
      assertThat(output)
          .contains("simulator: cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .doesNotContain("\tat ");
    }
  }

  @Test
  void helpAndVersionAreNoErrors() throws IOException, InterruptedException {
    for (var argument : new String[] {"--help", "--version"}) {
      var process = start(argument);
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      assertThat(output).contains("simulator ");
    }
  }

  private static Process start(String... arguments) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        new ArrayList<>(
            List.of(java, "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String url(Process process) throws IOException {
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      var matcher = URL.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new IllegalStateException("the simulator ended without saying where it listens");
  }
}
