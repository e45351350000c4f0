package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.surface.own.ErrorWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnHostTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static int port;

  /** Answers with 200. */
  private record Served(String path) implements Surface {
    @Override
    public void handle(HttpServerRequest request, Route route) {
      request.response().end();
    }
  }

  @BeforeAll
  static void start() {
    var api =
        new ModelApi(
            VERTX,
            List.of(new Served("/v1/messages")),
            new ErrorForms(ErrorWriter.FORM),
            null,
            RandomGenerator.getDefault(),
            null);
    port =
        join(VERTX.createHttpServer().requestHandler(new OwnHost(api)).listen(0, "127.0.0.1"))
            .actualPort();
  }

  @AfterAll
  static void stop() {
    join(VERTX.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,,200",
    "127.0.0.1,,200",
    "127.0.0.1,http://localhost:3000,200",
    "host.docker.internal,,200",
    "model-haiku.ai.svc,,200",
    "proxy,,200",
    "localhost,https://evil.example,403",
    "localhost,null,403",
    "localhost,https://localhost.evil.example,403",
    "localhost,https://93.184.216.34,403",
    "evil.example,,403",
    "127.0.0.1.nip.io,,403",
    "EVIL.EXAMPLE,http://evil.example,403"
  })
  void onlyProgramsOfThisHostAreServed(String host, String origin, int status) {
    var client = VERTX.createHttpClient();
    var answered =
        client
            .request(HttpMethod.POST, port, "127.0.0.1", "/v1/messages")
            .compose(
                request -> {
                  request.authority(HostAndPort.create(host, port));
                  if (origin != null) {
                    request.putHeader("origin", origin);
                  }
                  return request.send("{}").map(response -> response.statusCode());
                })
            .eventually(client::close);

    assertThat(join(answered)).isEqualTo(status);
  }
}
