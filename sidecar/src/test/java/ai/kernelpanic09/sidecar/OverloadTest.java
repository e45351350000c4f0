package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar with little memory, and with room for two calls. */
class OverloadTest {

  private static final String HI = TestSidecar.message("Hi", 8);

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
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
    bedrock.ok().hold();
    var calls = IntStream.range(0, 4).mapToObj(i -> sidecar.invokeLater(HI)).toList();
    await().atMost(ONE_MINUTE).until(() -> calls.stream().filter(Future::isDone).count() == 2);
    var refused = calls.stream().filter(Future::isDone).map(CompletableFuture::join).toList();
    bedrock.release();

    assertThat(calls)
        .extracting(each -> each.join().statusCode())
        .containsExactlyInAnyOrder(200, 200, 503, 503);
    assertThat(refused)
        .allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(503))
        .allSatisfy(each -> assertThat(each.body()).contains("\"Overloaded\"", "too many calls"))
        .allSatisfy(each -> assertThat(each.headers().firstValue("retry-after")).isPresent());
    assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyForWhichThereIsTooLittleMemoryIsTooLarge() {
    bedrock.ok();
    assertThat(sidecar.invoke(HI).statusCode()).as("its limits are known").isEqualTo(200);

    var response = sidecar.invoke(TestSidecar.message("x".repeat(900_000), 8));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body())
        .contains("maxBodyBytes of endpoint ai-workloads/claude-haiku is 6291456")
        .contains("too little memory");
  }

  @Test
  void whatCallersHeldComesBackHoweverTheyEnd() throws IOException {
    bedrock.okAfter(500);
    var large = "x".repeat(400_000);
    for (var i = 0; i < 4; i++) {
      // Refused, served, and hung up: if any of these kept its memory, no room would be left.
      assertThat(sidecar.invoke("{\"messages\":\"" + large + "\"}").statusCode()).isEqualTo(400);
      assertThat(sidecar.invoke(TestSidecar.message(large, 8)).statusCode()).isEqualTo(200);
      var calls = bedrock.bodies().size();
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), sidecar.modelPort())) {
        socket.getOutputStream().write(request(TestSidecar.message(large, 8)));
        await().atMost(ONE_MINUTE).until(() -> bedrock.bodies().size() > calls);
      }
      await()
          .atMost(ONE_MINUTE)
          .until(() -> sidecar.invoke(TestSidecar.message(large, 8)).statusCode() == 200);
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
