package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.CountWriter;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.RateHeaders;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /v1/messages/count_tokens}, which costs nothing.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/count_tokens">Count tokens</a>
 */
public final class CountSurface implements Surface {

  private final Exchanges exchanges;
  private final RateHeaders rates;

  public CountSurface(Exchanges exchanges, RateHeaders rates) {
    this.exchanges = exchanges;
    this.rates = rates;
  }

  @Override
  public String path() {
    return "/v1/messages/count_tokens";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin(MessagesSurface.NAME, AnthropicErrors.FORM, rates, request);
    var version = MessagesSurface.admitted(exchange);
    if (version == null) {
      return;
    }
    NamedModel.read(
            exchange,
            route,
            (body, model) -> MessagesReader.readCounted(body, model, version, exchange.memory()))
        .onComplete(
            call ->
                exchange.call(
                    call,
                    new CountWriter(exchange.response(), AnthropicErrors.FORM, CountSurface::body)),
            exchange::fail);
  }

  private static byte[] body(long tokens) {
    return Json.object(32, to -> to.writeNumberField("input_tokens", tokens));
  }
}
