package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;

/**
 * {@code POST /v1/responses}, of which nothing is kept.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a>
 */
public final class ResponsesSurface implements Surface {

  private final Exchanges exchanges;
  private final InstantSource clock;

  public ResponsesSurface(Exchanges exchanges, InstantSource clock) {
    this.exchanges = exchanges;
    this.clock = clock;
  }

  @Override
  public String path() {
    return "/v1/responses";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("openai", OpenAiErrors.FORM, OpenAiRates.HEADERS, request);
    if (exchange.isPost() && exchange.admit()) {
      NamedModel.read(exchange, route, (body, model) -> read(exchange, body, model))
          .onComplete(read -> call(exchange, read), exchange::fail);
    }
  }

  private static ResponsesReader.Read read(Exchange exchange, JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    var read = ResponsesReader.read(body, model, exchange.memory());
    exchange.hold(read.wish().echo().length());
    return read;
  }

  private void call(Exchange exchange, ResponsesReader.Read read) {
    var created = clock.instant().getEpochSecond();
    exchange.call(
        read.request(),
        read.wish().stream()
            ? new ResponsesStream(exchange, read.wish(), created)
            : new ResponsesAnswer(exchange.response(), read.wish(), created));
  }
}
