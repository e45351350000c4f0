package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {

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
            250);
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
