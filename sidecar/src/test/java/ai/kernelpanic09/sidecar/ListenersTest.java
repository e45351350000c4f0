package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {

  private static final int SLOW_READERS = 50;

  /** The mark, one part of an answer and what Netty adds to it. */
  private static final long MAX_UNSENT_BYTES = 10 << 10;

  private static final String HEAD = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock().ok();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    bedrock.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private TestControl control() {
    return new TestControl(
        TestCertificate.create(directory), new TestEndpoint(bedrock.url()).build());
  }

  @Test
  void http2WithPriorKnowledgeIsServedToo() {
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(status("127.0.0.1", sidecar.modelPort(), HttpVersion.HTTP_2)).isEqualTo(200);
    }
  }

  @Test
  void theModelApiIsOnTheIpv6LoopbackWhereThereIsOne() {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(status("::1", sidecar.modelPort(), HttpVersion.HTTP_1_1)).isEqualTo(200);
    }
  }

  @Test
  void aConnectionIsIdleOnlyBetweenRequests() throws IOException {
    var oneLoop = Main.vertx();
    var listeners =
        new Listeners(
            oneLoop,
            request -> oneLoop.setTimer(1_000, id -> request.response().end("thought")),
            broken -> broken.connection().close(),
            new Listeners.Limits(100, 250));
    var port = listeners.listenOnLoopback(0).toCompletionStage().toCompletableFuture().join();
    try (var used = new Socket(InetAddress.getLoopbackAddress(), port);
        var unused = new Socket(InetAddress.getLoopbackAddress(), port)) {
      used.getOutputStream()
          .write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(unused.getInputStream().readAllBytes()).isEmpty();
      // Answered after four times the idle time, and closed by the server only after that.
      assertThat(new String(used.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith("thought");
    } finally {
      oneLoop.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static Socket connect(String from, int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The status of an answer without a body; -1 from a connection that was closed. */
  private static int status(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = socket.getInputStream().read();
      if (next < 0) {
        return -1;
      }
      head.append((char) next);
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  private static Listeners listeners(
      Vertx vertx, int connections, Handler<HttpServerRequest> handler) {
    return new Listeners(
        vertx,
        handler,
        broken -> broken.connection().close(),
        new Listeners.Limits(connections, 60_000));
  }

  @Test
  void whoOpensManyConnectionsLosesItsOwn() throws IOException {
    var oneLoop = Main.vertx();
    var port =
        listeners(oneLoop, 8, request -> request.response().end())
            .listenOnLoopback(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    var flood = new ArrayList<Socket>();
    try (var kept = connect("127.0.0.3", port)) {
      send(kept, HEAD);
      assertThat(status(kept)).isEqualTo(200);
      for (var i = 0; i < 30; i++) {
        flood.add(connect("127.0.0.2", port));
        send(flood.getLast(), HEAD);
        assertThat(status(flood.getLast())).isEqualTo(200);
        send(flood.getLast(), HEAD.substring(0, 20));
      }
      for (var socket : flood.subList(0, 23)) {
        assertThat(status(socket)).as("of its oldest").isEqualTo(-1);
      }
      send(flood.getLast(), HEAD.substring(20));
      assertThat(status(flood.getLast())).isEqualTo(200);
      try (var another = connect("127.0.0.4", port)) {
        send(another, HEAD);
        assertThat(status(another)).isEqualTo(200);
      }
      send(kept, HEAD);
      assertThat(status(kept)).isEqualTo(200);
    } finally {
      for (var socket : flood) {
        socket.close();
      }
      oneLoop.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void aConnectionWithACallUnderWayIsNotClosedForANewOne() throws IOException {
    var oneLoop = Main.vertx();
    var underWay = new ConcurrentLinkedQueue<HttpServerRequest>();
    var port =
        listeners(oneLoop, 2, underWay::add)
            .listenOnLoopback(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    try (var one = connect("127.0.0.2", port);
        var other = connect("127.0.0.2", port)) {
      send(one, HEAD);
      send(other, HEAD);
      await().until(() -> underWay.size() == 2);
      try (var third = connect("127.0.0.2", port)) {
        send(third, HEAD);
        assertThat(status(third)).isEqualTo(-1);
      }
      underWay.forEach(request -> request.response().end());
      assertThat(status(one)).isEqualTo(200);
      assertThat(status(other)).isEqualTo(200);
    } finally {
      oneLoop.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void bothLoopbackAddressesShareTheConnections() throws IOException {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    var oneLoop = Main.vertx();
    var port =
        listeners(oneLoop, 2, request -> request.response().end())
            .listenOnLoopback(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    try (var first = new Socket(InetAddress.getAllByName("::1")[0], port);
        var second = new Socket(InetAddress.getAllByName("::1")[0], port);
        var third = connect("127.0.0.1", port)) {
      for (var each : List.of(first, second, third)) {
        send(each, HEAD);
      }
      assertThat(status(third)).isEqualTo(200);
      assertThat(status(second)).isEqualTo(200);
      assertThat(first.getInputStream().readAllBytes()).asString().endsWith("\r\n\r\n");
    } finally {
      oneLoop.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void anAnswerThatIsNotTakenHoldsLittleMemory() throws IOException {
    var oneLoop = Main.vertx();
    var unsent = new ConcurrentLinkedQueue<Long>();
    var port =
        listeners(oneLoop, 100, request -> unsent.add(fill(request)))
            .listenOnLoopback(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    var readers = new ArrayList<Socket>();
    try {
      for (var i = 0; i < SLOW_READERS; i++) {
        readers.add(connect("127.0.0.2", port));
        send(readers.getLast(), HEAD);
      }
      await().until(() -> unsent.size() == SLOW_READERS);
      assertThat(unsent).allMatch(bytes -> bytes > 0 && bytes < MAX_UNSENT_BYTES);
    } finally {
      for (var socket : readers) {
        socket.close();
      }
      oneLoop.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Answers until the connection takes no more, and returns the bytes in its queue. */
  private static long fill(HttpServerRequest request) {
    var response = request.response().setChunked(true);
    while (!response.writeQueueFull()) {
      response.write(Buffer.buffer(new byte[1_000]));
    }
    return ((HttpServerConnection) request.connection())
        .channelHandlerContext()
        .channel()
        .unsafe()
        .outboundBuffer()
        .totalPendingWriteBytes();
  }

  private int status(String host, int port, HttpVersion version) {
    var http =
        vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
    return http.request(HttpMethod.POST, port, host, "/invoke/" + TestEndpoint.HAIKU)
        .compose(request -> request.send(Buffer.buffer(TestSidecar.message("Hi", 8))))
        .compose(response -> response.body().map(body -> response.statusCode()))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static boolean hasIpv6() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getAllByName("::1")[0])) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
