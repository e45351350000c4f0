package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.invokemodel.Embedding;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /v1/embeddings}: vectors of texts. A model that takes one text at a time is called as
 * often as there are texts, one call after the other, each of which is booked by itself.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings">Embeddings</a>
 */
public final class EmbeddingsSurface implements Surface {

  private final Exchanges exchanges;

  public EmbeddingsSurface(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public String path() {
    return "/v1/embeddings";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("openai", OpenAiErrors.FORM, OpenAiRates.HEADERS, request);
    if (exchange.isPost() && exchange.admit()) {
      NamedModel.read(exchange, route, (body, model) -> EmbeddingsWish.read(body, model.name()))
          .onComplete(wish -> serve(exchange, wish), exchange::fail);
    }
  }

  private static void serve(Exchange exchange, EmbeddingsWish wish) {
    var endpoint = exchange.granted().endpoint();
    EndpointLimits limits;
    try {
      limits = NamedModel.known(endpoint.name(), endpoint.gate().limits());
    } catch (CallFailure e) {
      exchange.fail(e);
      return;
    }
    var way = Embedding.of(limits.modelId());
    if (way == null) {
      exchange.fail(invalid("model", limits.modelId() + " makes no vectors of texts"));
    } else if (wish.dimensions() != null && !way.sized()) {
      exchange.fail(
          invalid("dimensions", "vectors of model " + limits.modelId() + " have one length only"));
    } else {
      new EmbeddingsAnswer(exchange, wish, way, limits.modelId()).next();
    }
  }

  private static CallFailure invalid(String member, String problem) {
    return Exchange.invalid(new InvalidRequestException(member, problem));
  }
}
