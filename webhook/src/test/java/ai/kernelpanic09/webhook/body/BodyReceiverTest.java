package ai.kernelpanic09.webhook.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many bodies come and do not end, the bytes in memory stay within their bounds. */
class BodyReceiverTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int KIB = 1_024;

  private final Vertx vertx = Vertx.vertx();
  private final SharedRoom room = new SharedRoom(64 * KIB, 40 * KIB);
  private final List<Socket> sockets = new ArrayList<>();
  private int port;

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A server that answers with the length of the body. Its senders are told by the path. */
  private void serve(Duration maxTime) {
    var limits = new BodyReceiver.Limits(32 * KIB, 256 * KIB, maxTime);
    port =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    BodyReceiver.receive(
                        vertx,
                        request,
                        room,
                        request.path(),
                        limits,
                        body -> {
                          request.response().end("got " + body.begin().orElseThrow().length);
                          body.release();
                        }))
            .listen(0, "127.0.0.1")
            .map(HttpServer::actualPort)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private Socket send(String sender, int announced, int sent) throws IOException {
    return send(sender, "Content-Length: " + announced, sent);
  }

  private Socket send(String sender, String length, int sent) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    write(
        socket,
        "POST /%s HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n".formatted(sender, length) + "x".repeat(sent));
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String answer(Socket socket) throws IOException {
    var text = new StringBuilder();
    var in = socket.getInputStream();
    while (text.indexOf("\r\n\r\n") < 0 || in.available() > 0) {
      var next = in.read();
      if (next < 0) {
        break;
      }
      text.append((char) next);
    }
    return text.toString();
  }

  @Test
  void aWholeBodyIsTakenAndItsRoomGivenBack() throws IOException {
    serve(LONG);

    assertThat(answer(send("a", 30 * KIB, 30 * KIB))).contains("200 OK");

    await().atMost(LONG).until(() -> room.taken() == 0);
  }

  @Test
  void aBodyOfTinyChunksIsTakenWhole() throws IOException {
    serve(LONG);
    var socket = send("a", "Transfer-Encoding: chunked", 0);
    write(socket, "1\r\nx\r\n".repeat(20 * KIB) + "0\r\n\r\n");

    var expected = "got " + 20 * KIB;
    assertThat(answer(socket))
        .contains("200 OK")
        .contains("content-length: " + expected.length() + "\r\n");
  }

  @Test
  void bodiesThatDoNotEndTakeNoMoreThanTheirSendersShare() throws IOException {
    serve(LONG);
    for (var i = 0; i < 50; i++) {
      send("hostile", 32 * KIB, 30 * KIB);
    }
    await().atMost(LONG).until(() -> room.taken() > 0);

    for (var i = 0; i < 20; i++) {
      assertThat(answer(send("honest", 20 * KIB, 20 * KIB))).contains("200 OK");
      assertThat(room.taken()).isLessThanOrEqualTo(64 * KIB);
    }
  }

  @Test
  void whoeverHasMostMakesPlaceForTheNext() throws IOException {
    serve(LONG);
    var hostile = new ArrayList<Socket>();
    for (var i = 0; i < 20; i++) {
      hostile.add(send("hostile-" + i, 32 * KIB, 30 * KIB));
      assertThat(room.taken()).isLessThanOrEqualTo(64 * KIB);
    }
    await().atMost(LONG).until(() -> room.taken() > 32 * KIB && room.refused() > 0);

    assertThat(answer(send("honest", 10 * KIB, 10 * KIB))).contains("200 OK");

    for (var socket : hostile) {
      write(socket, "x".repeat(2 * KIB));
    }
    var answers = new ArrayList<String>();
    for (var socket : hostile) {
      answers.add(answer(socket).toLowerCase(Locale.ROOT));
    }
    assertThat(answers).filteredOn(each -> each.contains(" 200 ")).hasSizeLessThanOrEqualTo(2);
    assertThat(answers)
        .filteredOn(each -> !each.contains(" 200 "))
        .allMatch(each -> each.contains(" 503 ") && each.contains("retry-after: 1"));
    await().atMost(LONG).until(() -> room.taken() == 0);
  }

  @Test
  void whatIsAnnouncedTakesNoRoom() throws IOException {
    serve(LONG);
    for (var i = 0; i < 50; i++) {
      send("hostile-" + i, 32 * KIB, 0);
    }

    assertThat(answer(send("honest", 32 * KIB, 32 * KIB))).contains("200 OK");
  }

  @Test
  void aBodyThatIsTooLargeIsReadToItsEndAndRefused() throws IOException {
    serve(LONG);

    assertThat(answer(send("a", 200 * KIB, 200 * KIB))).contains("413 ");

    assertThat(room.taken()).isZero();
  }

  @Test
  void aBodyBeyondWhatIsDiscardedLosesItsConnection() throws IOException {
    serve(LONG);
    var socket = send("a", 10_000 * KIB, 300 * KIB);

    await().atMost(LONG).until(() -> isClosedByServer(socket));
    assertThat(room.taken()).isZero();
  }

  @Test
  void aBodyThatDoesNotEndInTimeLosesItsConnectionAndItsRoom() throws IOException {
    serve(Duration.ofMillis(50));
    var socket = send("a", 32 * KIB, 10 * KIB);

    await().atMost(LONG).until(() -> isClosedByServer(socket));
    assertThat(room.taken()).isZero();
  }

  private static boolean isClosedByServer(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
