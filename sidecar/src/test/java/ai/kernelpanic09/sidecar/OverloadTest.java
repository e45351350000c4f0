package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar with little memory, and with room for two calls. */
class OverloadTest {

  private static final String HI = TestSidecar.message("Hi", 8);

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock().okAfter(500);
  private TestControl control;
  private TestSidecar sidecar;

  @BeforeEach
  void start() {
    control =
        new TestControl(TestCertificate.create(directory), new TestEndpoint(bedrock.url()).build());
    sidecar =
        TestSidecar.start(
            control,
            directory.resolve("pod"),
            Map.of("K8S_AI_MAX_BYTES_IN_FLIGHT", "1048576", "K8S_AI_MAX_CALLS", "2"));
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  @Test
  void moreCallsThanAllowedAreOverloadedAndLaterOnesServed() {
    var answers = sidecar.invokeAtOnce(4, HI);

    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 503);
    assertThat(answers)
        .filteredOn(each -> each.statusCode() == 503)
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.body()).contains("\"Overloaded\"", "too many calls"))
        .allSatisfy(each -> assertThat(each.headers().firstValue("retry-after")).isPresent());
    assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyForWhichThereIsTooLittleMemoryIsTooLarge() {
    assertThat(sidecar.invoke(HI).statusCode()).as("its limits are known").isEqualTo(200);

    var response = sidecar.invoke(TestSidecar.message("x".repeat(900_000), 8));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body())
        .contains("maxBodyBytes of endpoint ai-workloads/claude-haiku is 6291456")
        .contains("too little memory");
  }

  @Test
  void whatCallersHeldComesBackHoweverTheyEnd() throws IOException {
    var large = "x".repeat(400_000);
    for (var i = 0; i < 4; i++) {
      // Refused, served, and hung up: if any of these kept its memory, no room would be left.
      assertThat(sidecar.invoke("{\"messages\":\"" + large + "\"}").statusCode()).isEqualTo(400);
      assertThat(sidecar.invoke(TestSidecar.message(large, 8)).statusCode()).isEqualTo(200);
      var calls = bedrock.bodies().size();
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
        socket.getOutputStream().write(request(TestSidecar.message(large, 8)));
        await().until(() -> bedrock.bodies().size() > calls);
      }
      await().until(() -> sidecar.invoke(TestSidecar.message(large, 8)).statusCode() == 200);
    }
  }

  private static byte[] request(String body) {
    return ("POST /invoke/ai-workloads/claude-haiku HTTP/1.1\r\nhost: x\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }
}
