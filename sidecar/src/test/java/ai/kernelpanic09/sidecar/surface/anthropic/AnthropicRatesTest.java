package ai.kernelpanic09.sidecar.surface.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.account.RateLeft;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AnthropicRatesTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final AnthropicRates RATES =
      new AnthropicRates(() -> Instant.parse("2026-11-29T08:00:00.500Z"));

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Map<String, String> headers(String unit, RateLeft left) throws Exception {
    var server =
        VERTX
            .createHttpServer()
            .requestHandler(
                (HttpServerRequest request) -> {
                  RATES.write(request.response(), unit, left);
                  request.response().end();
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    try (var client = HttpClient.newHttpClient()) {
      var url = URI.create("http://127.0.0.1:" + server.actualPort());
      var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());
      var told = new TreeMap<String, String>();
      answer.headers().map().forEach((name, values) -> told.put(name, values.getFirst()));
      told.keySet().removeIf(name -> !name.startsWith("anthropic-"));
      return told;
    }
  }

  @Test
  void aShareIsToldWithTheTimeAtWhichItIsFull() throws Exception {
    assertThat(headers("requests", new RateLeft(6_000, 40L, 1_200L)))
        .containsOnly(
            Map.entry("anthropic-ratelimit-requests-limit", "6000"),
            Map.entry("anthropic-ratelimit-requests-remaining", "40"),
            Map.entry("anthropic-ratelimit-requests-reset", "2026-11-29T08:00:02Z"));
  }

  @Test
  void whatIsNotKnownIsNotTold() throws Exception {
    assertThat(headers("tokens", new RateLeft(90_000, null, null)))
        .containsOnly(Map.entry("anthropic-ratelimit-tokens-limit", "90000"));
  }
}
