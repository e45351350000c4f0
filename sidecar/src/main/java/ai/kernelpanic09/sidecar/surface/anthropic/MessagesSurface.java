package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /v1/messages}.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages">Messages</a>
 */
public final class MessagesSurface implements Surface {

  /** Under which answers in Anthropic's forms are counted. */
  static final String NAME = "anthropic";

  private final Exchanges exchanges;

  public MessagesSurface(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin(NAME, AnthropicErrors.FORM, request);
    if (!exchange.isPost()) {
      return;
    }
    ApiVersion version;
    try {
      version = ApiVersion.of(request);
      BetaHeader.check(request);
    } catch (CallFailure e) {
      exchange.refuse(e);
      return;
    }
    if (exchange.admit()) {
      answer(exchange, route, version);
    }
  }

  private static void answer(Exchange exchange, Route route, ApiVersion version) {
    NamedModel.read(
            exchange,
            route,
            (body, model) -> MessagesReader.read(body, model, version, exchange.memory()))
        .onComplete(
            read ->
                exchange.call(
                    read.request(),
                    read.wish().stream()
                        ? new MessageStream(exchange, read.wish())
                        : new MessageAnswer(exchange.response(), read.wish())),
            exchange::fail);
  }
}
