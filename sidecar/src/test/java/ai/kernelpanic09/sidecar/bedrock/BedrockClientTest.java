package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.dns.HostAddresses;
import ai.kernelpanic09.sidecar.dns.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether Bedrock can have worked on a request that got no answer. */
class BedrockClientTest {

  /** More than all buffers between two sockets hold. */
  private static final int LARGE = 24 << 20;

  private static final SigningKeys KEYS =
      SigningKeys.of(
          new SessionCredentials("k", "AKIATEST", "secret", "", 60_000), 0, Instant.EPOCH);

  private final Vertx vertx = Vertx.vertx();
  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T10:00:00Z"));
  private final BedrockClient bedrock = client(4);
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

  private BedrockClient client(int connections) {
    return new BedrockClient(
        vertx,
        clock,
        new HostAddresses(vertx, Lookup.SYSTEM, System::nanoTime),
        AwsAuthorities.NONE,
        connections);
  }

  private RuntimeTarget target() {
    return new RuntimeTarget(false, "127.0.0.1", server.getLocalPort(), "/model/x", "us-east-1");
  }

  private static BedrockRequest request(int bytes) {
    return new BedrockRequest("/model/x/converse", RequestBody.of(new byte[bytes]));
  }

  private Future<BedrockAnswer> call(int bytes, BooleanSupplier wanted) {
    return onLoop(() -> bedrock.send(target(), KEYS, request(bytes), CallTimeouts.DEFAULT, wanted));
  }

  /** Runs the action on the event loop, and returns its future once it has begun. */
  private <T> Future<T> onLoop(Supplier<Future<T>> action) {
    var begun = new CompletableFuture<Future<T>>();
    vertx.runOnContext(on -> begun.complete(action.get()));
    return begun.join();
  }

  private static Kind kind(Future<?> call) {
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
      // The first byte has come, so the request is on its way; a linger time of 0 makes the close a
      // reset.
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

  @Test
  void whatIsAnsweredBeforeItIsThereDoesNotKeepItsConnection() throws IOException {
    var call = call(LARGE, () -> true);
    try (var connection = server.accept()) {
      answer(connection, "HTTP/1.1 413 Too Large\r\nx-amzn-errortype: ValidationException\r\n");
      assertThat(kind(call)).isEqualTo(Kind.REJECTED);
      connection.setSoTimeout(60_000);
      assertThat(rest(connection)).isLessThan(LARGE);
    }
  }

  @Test
  void whatBedrockHasBegunToAnswerMayBeBilledThoughItIsNotThereAsAWhole() throws IOException {
    var opened = new CompletableFuture<Flow>();
    var listener =
        new StreamListener() {
          @Override
          public void opened(AnswerHead head, Flow flow) {
            opened.complete(flow);
          }

          @Override
          public void event(Frame frame) {}
        };
    var call =
        onLoop(
            () ->
                bedrock.stream(
                    target(), KEYS, request(LARGE), CallTimeouts.DEFAULT, () -> true, listener));
    try (var connection = server.accept()) {
      connection
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(opened.join()).isNotNull();
      connection.setSoLinger(true, 0);
    }
    assertThat(kind(call)).isEqualTo(Kind.LOST);
  }

  @Test
  void aSignatureIsAsYoungAsItsConnection() throws IOException {
    var one = client(1);
    Supplier<Future<BedrockAnswer>> call =
        () -> one.send(target(), KEYS, request(2), CallTimeouts.DEFAULT, () -> true);
    var first = onLoop(call);
    try (var connection = server.accept()) {
      assertThat(head(connection)).contains("20260101T100000Z");
      var second = onLoop(call);
      clock.put(Instant.parse("2026-01-01T10:10:00Z"));
      answer(connection, "HTTP/1.1 200 OK\r\n");
      assertThat(head(connection)).contains("20260101T101000Z");
      answer(connection, "HTTP/1.1 200 OK\r\n");
      assertThat(List.of(first, second))
          .allSatisfy(each -> assertThat(kind(each)).isEqualTo(Kind.UNREADABLE));
    }
  }

  /** A request's head; its body of two bytes is read, too. */
  private static String head(Socket connection) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) connection.getInputStream().read());
    }
    assertThat(connection.getInputStream().readNBytes(2)).hasSize(2);
    return head.toString();
  }

  private static void answer(Socket connection, String head) throws IOException {
    connection
        .getOutputStream()
        .write((head + "content-length: 2\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII));
  }

  /** Bytes that come until the connection is closed. */
  private static long rest(Socket connection) throws IOException {
    var bytes = 0L;
    var part = new byte[64 << 10];
    try {
      for (var count = 0; count >= 0; count = connection.getInputStream().read(part)) {
        bytes += count;
      }
    } catch (SocketException e) {
      // It was closed while bytes were on their way.
      return bytes;
    }
    return bytes;
  }

  private String received() {
    try (var connection = server.accept()) {
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }
}
