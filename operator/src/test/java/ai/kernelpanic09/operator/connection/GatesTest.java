package ai.kernelpanic09.operator.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is refused at a gate gets no byte, and costs nothing beyond the acceptance. */
class GatesTest {

  private final Gates gates = new Gates();
  private final Vertx vertx = Vertx.builder().withTransport(gates.transport()).build();
  private final LongAdder opened = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final int guarded = serve();
  private final int open = serve();

  private int serve() {
    return vertx
        .createHttpServer()
        .connectionHandler(connection -> opened.increment())
        .requestHandler(request -> request.response().end())
        .listen(0, "127.0.0.1")
        .map(HttpServer::actualPort)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static boolean isServed(int port, String from) {
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void oneAddressIsRefusedAtOnePort() {
    gates.guard(guarded, address -> !address.equals("127.0.5.1"), refused);

    assertThat(isServed(guarded, "127.0.5.1")).isFalse();
    assertThat(isServed(guarded, "127.0.5.2")).isTrue();
    assertThat(isServed(open, "127.0.5.1")).isTrue();

    assertThat(opened.sum()).isEqualTo(2);
    assertThat(refused.sum()).isEqualTo(1);
  }

  @Test
  void aFloodThatIsRefusedLeavesTheOthersServed() {
    gates.guard(guarded, address -> !address.equals("127.0.5.1"), refused);
    for (var each = 0; each < 2_000; each++) {
      assertThat(isServed(guarded, "127.0.5.1")).isFalse();
    }

    assertThat(isServed(guarded, "127.0.5.2")).isTrue();
    await().atMost(Duration.ofMinutes(1)).until(() -> refused.sum() == 2_000);
    assertThat(opened.sum()).isEqualTo(1);
  }
}
