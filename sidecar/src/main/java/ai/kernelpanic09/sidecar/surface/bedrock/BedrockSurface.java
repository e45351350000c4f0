package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelCall;
import ai.kernelpanic09.sidecar.invokemodel.InvokeTerms;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/**
 * {@code POST /model/{modelId}/{operation}}: Bedrock's own form. The model's id names the endpoint;
 * any signature is taken, for none is checked, and none is passed on.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html">Amazon
 *     Bedrock Runtime</a>
 */
public final class BedrockSurface implements Surface {

  private final Exchanges exchanges;

  public BedrockSurface(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public String path() {
    return "/model/{modelId}/{operation}";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("bedrock", BedrockErrors.FORM, request);
    if (!exchange.isPost()) {
      return;
    }
    var path = ModelPath.of(route.rest());
    if (path == null) {
      exchange.turnAway(404, "there is no such operation; the path must be " + path());
    } else if (exchange.admit()) {
      exchange
          .enter(route, path.model())
          .onComplete(granted -> serve(exchange, path.operation()), exchange::refuse);
    }
  }

  private static void serve(Exchange exchange, ModelPath.Operation operation) {
    var held = exchange.memory();
    switch (operation) {
      case CONVERSE ->
          whole(exchange, body -> ConverseBody.read(body, held), call -> new ConverseForm());
      case CONVERSE_STREAM ->
          streamed(exchange, body -> ConverseBody.read(body, held), call -> new ConverseForm());
      case INVOKE, INVOKE_STREAM ->
          invoke(exchange, operation == ModelPath.Operation.INVOKE_STREAM);
      case COUNT_TOKENS ->
          whole(exchange, body -> CountTokensBody.read(body, held), call -> new WholeForm());
    }
  }

  private static void invoke(Exchange exchange, boolean stream) {
    InvokeTerms terms;
    try {
      terms = InvokeParameters.read(exchange.request());
    } catch (InvalidRequestException e) {
      exchange.refuse(Exchange.invalid(e));
      return;
    }
    exchange.known().onSuccess(told -> invoke(exchange, terms, stream));
  }

  private static void invoke(Exchange exchange, InvokeTerms terms, boolean stream) {
    var limits = exchange.granted().endpoint().gate().limits();
    var model = limits == null ? null : limits.modelId();
    var held = exchange.memory();
    Exchange.Reader<InvokeModelCall> reader =
        body -> InvokeModelCall.read(body, model, terms, held);
    if (stream) {
      streamed(exchange, reader, InvokeForm::new);
    } else {
      whole(exchange, reader, InvokeForm::new);
    }
  }

  private static <R extends Reply<R>, C extends ModelCall<R>> void whole(
      Exchange exchange, Exchange.Reader<C> reader, Function<C, OwnForm<R>> form) {
    exchange
        .body(exchange.limit(), bytes -> 0, reader)
        .onComplete(
            call -> exchange.call(call, new PassedAnswer<>(exchange.response(), form.apply(call))),
            exchange::fail);
  }

  private static <R extends Reply<R>, C extends ModelCall<R>> void streamed(
      Exchange exchange, Exchange.Reader<C> reader, Function<C, OwnForm<R>> form) {
    exchange
        .body(exchange.limit(), bytes -> 0, reader)
        .onComplete(
            call -> exchange.call(call, new PassedStream<>(exchange, form.apply(call))),
            exchange::fail);
  }
}
