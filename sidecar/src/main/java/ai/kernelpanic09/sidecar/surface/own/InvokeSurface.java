package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.surface.CallerAccess;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;

/** {@code POST /invoke/{namespace}/{name}}: a call in this project's own form. */
public final class InvokeSurface implements Surface {

  private final Exchanges exchanges;

  public InvokeSurface(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public String path() {
    return "/invoke/{namespace}/{name}";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("invoke", ErrorWriter.FORM, request);
    var name = exchange.isPost() ? RequestPath.name(exchange, path(), route.rest()) : null;
    if (name != null && exchange.admit()) {
      exchange.access(name).onComplete(granted -> serve(exchange, granted), exchange::refuse);
    }
  }

  private static void serve(Exchange exchange, CallerAccess.Granted granted) {
    exchange.enter(granted);
    exchange
        .body(exchange.limit(), bytes -> 0, body -> InvokeReader.read(body, exchange.memory()))
        .onComplete(
            read -> exchange.call(read.request(), OwnAnswers.of(exchange, read)), exchange::fail);
  }
}
