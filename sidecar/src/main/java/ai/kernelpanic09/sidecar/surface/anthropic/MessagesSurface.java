package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.RateHeaders;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/messages}.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages">Messages</a>
 */
public final class MessagesSurface implements Surface {

  /** Under which answers in Anthropic's forms are counted. */
  static final String NAME = "anthropic";

  private final Exchanges exchanges;
  private final RateHeaders rates;

  public MessagesSurface(Exchanges exchanges, RateHeaders rates) {
    this.exchanges = exchanges;
    this.rates = rates;
  }

  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin(NAME, AnthropicErrors.FORM, rates, request);
    var version = admitted(exchange);
    if (version != null) {
      answer(exchange, route, version);
    }
  }

  /** The version of a request that has been admitted; null when it has been answered. */
  static @Nullable ApiVersion admitted(Exchange exchange) {
    if (!exchange.isPost()) {
      return null;
    }
    try {
      var version = ApiVersion.of(exchange.request());
      BetaHeader.check(exchange.request());
      return exchange.admit() ? version : null;
    } catch (CallFailure e) {
      exchange.refuse(e);
      return null;
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
