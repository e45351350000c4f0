package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;

/**
 * {@code POST /v1/chat/completions}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>
 */
public final class ChatSurface implements Surface {

  private final Exchanges exchanges;
  private final InstantSource clock;

  public ChatSurface(Exchanges exchanges, InstantSource clock) {
    this.exchanges = exchanges;
    this.clock = clock;
  }

  @Override
  public String path() {
    return "/v1/chat/completions";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("openai", OpenAiErrors.FORM, OpenAiRates.HEADERS, request);
    if (exchange.isPost() && exchange.admit()) {
      NamedModel.read(
              exchange, route, (body, model) -> ChatReader.read(body, model, exchange.memory()))
          .onComplete(
              read -> {
                var created = clock.instant().getEpochSecond();
                exchange.call(
                    read.request(),
                    read.wish().stream()
                        ? new ChatStream(exchange, read.wish(), created)
                        : new ChatAnswer(exchange.response(), read.wish(), created));
              },
              exchange::fail);
    }
  }
}
