package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.CountWriter;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /v1/responses/input_tokens}, which costs nothing.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/input-tokens">Get input
 *     token counts</a>
 */
public final class InputTokensSurface implements Surface {

  private final Exchanges exchanges;

  public InputTokensSurface(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public String path() {
    return "/v1/responses/input_tokens";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("openai", OpenAiErrors.FORM, OpenAiRates.HEADERS, request);
    if (exchange.isPost() && exchange.admit()) {
      NamedModel.read(
              exchange,
              route,
              (body, model) -> ResponsesReader.readCounted(body, model, exchange.memory()))
          .onComplete(
              call ->
                  exchange.call(
                      call,
                      new CountWriter(
                          exchange.response(), OpenAiErrors.FORM, InputTokensSurface::body)),
              exchange::fail);
    }
  }

  private static byte[] body(long tokens) {
    return Json.object(
        64,
        to -> {
          to.writeStringField("object", "response.input_tokens");
          to.writeNumberField("input_tokens", tokens);
        });
  }
}
