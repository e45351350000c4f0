package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each path finds its surface, whether or not an endpoint stands in it. */
class ModelApiTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static int port;

  /** Answers with its own path, and what is left of that of the request. */
  private record Echo(String path) implements Surface {
    @Override
    public void handle(HttpServerRequest request, Route route) {
      request.response().end(path + " + " + route.rest());
    }
  }

  /** Answers with the name of its form and the status. */
  private record Plain(String name) implements ErrorForm {
    @Override
    public void write(HttpServerResponse response, CallFailure failure) {
      write(response, 500, failure);
    }

    @Override
    public void write(HttpServerResponse response, int status, CallFailure failure) {
      response.setStatusCode(status).end(name + status);
    }
  }

  @BeforeAll
  static void start() {
    var api =
        new ModelApi(
            VERTX,
            List.of(new Echo("/invoke/{namespace}/{name}"), new Echo("/v1/chat/completions")),
            new ErrorForms(new Plain("own "))
                .under("/v1/", "anthropic-version", new Plain("anthropic "))
                .under("/v1/", new Plain("openai "))
                .under("/model/", new Plain("bedrock ")),
            null,
            RandomGenerator.getDefault(),
            null);
    port =
        VERTX
            .createHttpServer()
            .requestHandler(api)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @CsvSource({
    "/invoke/a/b, /invoke/{namespace}/{name} + a/b",
    "/v1/chat/completions, /v1/chat/completions +",
    "/v1/chat/completions?x=1, /v1/chat/completions +",
    "/v1/chat/completions/, openai 404",
    "/v1/chat/completionsX, openai 404",
    "/v1/chat, openai 404",
    "/endpoints/a/b/v1/chat, openai 404",
    "/model/x/converse, bedrock 404",
    "/models, own 404"
  })
  void aPathFindsItsSurface(String path, String answer) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(HTTP.send(request, BodyHandlers.ofString()).body().strip()).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"/v1/messages, anthropic 404", "/model/x, bedrock 404"})
  void aHeaderTellsFormsApartThatSharePaths(String path, String answer) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("anthropic-version", "2023-06-01")
            .build();

    assertThat(HTTP.send(request, BodyHandlers.ofString()).body().strip()).isEqualTo(answer);
  }
}
