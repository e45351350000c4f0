package ai.kernelpanic09.webhook.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers hold few connections, and those for seconds only. */
class ConnectionLimitTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final List<Socket> sockets = new ArrayList<>();
  private int port;

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private ConnectionLimit serve(ConnectionLimit.Limits limits) {
    var connections = new ConnectionLimit(vertx, limits);
    port =
        vertx
            // As with TLS, where a connection is one before its first request.
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .connectionHandler(connections::opened)
            .requestHandler(
                request -> {
                  connections.proven(request.connection(), request.path());
                  request.response().end();
                })
            .listen(0, "127.0.0.1")
            .map(HttpServer::actualPort)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return connections;
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    return socket;
  }

  private Socket connectFrom(String address) throws IOException {
    var socket =
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(address), 0);
    sockets.add(socket);
    return socket;
  }

  private static boolean isServed(Socket socket) {
    return isServed(socket, "/");
  }

  private static boolean isServed(Socket socket, String path) {
    try {
      socket
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isClosedByServer(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void whoeverFloodsLosesItsOwnConnectionsAndTheOthersStay() throws IOException {
    var connections = serve(new ConnectionLimit.Limits(1_000, 20, 10, LONG));
    var silentNeighbour = connectFrom("127.0.0.2");
    await().atMost(LONG).until(() -> connections.open() == 1);
    var first = connectFrom("127.0.0.3");
    for (var i = 0; i < 200; i++) {
      connectFrom("127.0.0.3");
    }

    await().atMost(LONG).until(() -> connections.surplus() == 182);
    assertThat(connections.open()).isEqualTo(20);
    assertThat(isClosedByServer(first)).isTrue();
    assertThat(isServed(silentNeighbour)).isTrue();
    assertThat(isServed(connectFrom("127.0.0.2"))).isTrue();
  }

  @Test
  void allTogetherAreNoMoreThanTheLimitAndAFloodHoldsNobodyOff() throws IOException {
    var connections = serve(new ConnectionLimit.Limits(20, 1_000, 1_000, LONG));
    var neighbour = connectFrom("127.0.0.2");
    assertThat(isServed(neighbour, "/neighbour")).isTrue();
    for (var i = 0; i < 100; i++) {
      var _ = isServed(connectFrom("127.0.0.3"), "/flood");
    }

    assertThat(connections.open()).isEqualTo(20);
    assertThat(isServed(connectFrom("127.0.0.4"), "/late")).isTrue();
    assertThat(connections.open()).isEqualTo(20);
    assertThat(isAnsweredAgain(neighbour)).isTrue();
  }

  @Test
  void anOwnerKeepsItsNewestConnections() throws IOException {
    var connections = serve(new ConnectionLimit.Limits(100, 100, 2, LONG));
    var first = connect();
    assertThat(isServed(first, "/greedy")).isTrue();
    for (var i = 0; i < 10; i++) {
      assertThat(isServed(connect(), "/greedy")).isTrue();
    }

    await().atMost(LONG).until(() -> connections.open() == 2);
    assertThat(isServed(connect(), "/other")).isTrue();
    assertThat(connections.open()).isEqualTo(3);
  }

  @Test
  void aConnectionThatEndsMakesRoom() throws IOException {
    var connections = serve(new ConnectionLimit.Limits(100, 100, 100, LONG));
    for (var i = 0; i < 10; i++) {
      assertThat(isServed(connect())).isTrue();
    }
    connect();
    await().atMost(LONG).until(() -> connections.open() == 11);

    for (var socket : sockets) {
      socket.close();
    }

    await().atMost(LONG).until(() -> connections.open() == 0);
    assertThat(connections.surplus()).isZero();
  }

  @Test
  void aSilentConnectionIsClosedAndAProvenOneStays() throws IOException {
    var connections = serve(new ConnectionLimit.Limits(100, 100, 100, Duration.ofMillis(200)));
    var proven = connect();
    assertThat(isServed(proven)).isTrue();
    connect();

    await().atMost(LONG).until(() -> connections.open() == 1);
    assertThat(isAnsweredAgain(proven)).isTrue();
  }

  private static boolean isAnsweredAgain(Socket socket) throws IOException {
    // The rest of the first answer comes before the second one.
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
    return socket.getInputStream().read() >= 0;
  }
}
