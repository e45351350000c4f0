package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import ai.kernelpanic09.sidecar.dns.HostAddresses;
import ai.kernelpanic09.sidecar.dns.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What is known of a request that got no answer: whether Bedrock can have worked on it. */
class BedrockClientTest {

  /** More than all buffers between two sockets hold. */
  private static final int LARGE = 24 << 20;

  private static final SigningKeys KEYS =
      new SigningKeys("k", AwsCredentialsIdentity.create("AKIATEST", "secret"), Long.MAX_VALUE);

  private final Vertx vertx = Vertx.vertx();
  private final BedrockClient bedrock =
      new BedrockClient(
          vertx, Clock.systemUTC(), new HostAddresses(vertx, Lookup.SYSTEM, System::nanoTime), 4);
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Future<byte[]> call(int bytes, BooleanSupplier wanted) {
    var target =
        new RuntimeTarget(false, "127.0.0.1", server.getLocalPort(), "/model/x", "us-east-1");
    return Future.future(
        promise ->
            vertx.runOnContext(
                on ->
                    bedrock
                        .converse(
                            target,
                            KEYS,
                            RequestBody.of(new byte[bytes]),
                            CallTimeouts.DEFAULT,
                            wanted)
                        .onComplete(promise)));
  }

  private static Kind kind(Future<byte[]> call) {
    return call.map(answer -> Kind.UNREADABLE)
        .otherwise(e -> ((BedrockException) e).kind())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @ParameterizedTest
  @CsvSource({LARGE + ", NOT_SENT", "2, LOST"})
  void whatBedrockHasNotGotAsAWholeItCanNotHaveWorkedOn(int bytes, Kind expected)
      throws IOException {
    var call = call(bytes, () -> true);
    try (var connection = server.accept()) {
      // The first byte is there, so the request is on its way; what is unread makes it a reset.
      assertThat(connection.getInputStream().read()).isEqualTo('P');
      if (bytes < LARGE) {
        assertThat(
                new String(connection.getInputStream().readNBytes(100), StandardCharsets.US_ASCII)
                    .strip())
            .isNotEmpty();
      }
      connection.setSoLinger(true, 0);
    }
    assertThat(kind(call)).isEqualTo(expected);
  }

  @Test
  void aCallerThatHasGoneBeforeThereIsAConnectionIsNotSent() throws IOException {
    var call = call(2, () -> false);
    var received = CompletableFuture.supplyAsync(this::received);
    assertThat(kind(call)).isEqualTo(Kind.NOT_SENT);
    bedrock.close().toCompletionStage().toCompletableFuture().join();
    assertThat(received.join()).isEmpty();
  }

  private String received() {
    try (var connection = server.accept()) {
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }
}
