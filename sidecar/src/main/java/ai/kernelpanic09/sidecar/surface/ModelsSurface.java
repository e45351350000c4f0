package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/models} and {@code /v1/models/{model}}, which several forms have in common: a
 * request is answered in the first form that knows it.
 */
public final class ModelsSurface implements Surface {

  private static final String PATH = "/v1/models";

  private final String path;
  private final Exchanges exchanges;
  private final List<Form> forms;

  private ModelsSurface(String path, Exchanges exchanges, List<Form> forms) {
    this.path = path;
    this.exchanges = exchanges;
    this.forms = forms;
  }

  /**
   * The surfaces of both paths.
   *
   * @param forms the last of which knows every request
   */
  public static List<Surface> of(Exchanges exchanges, Form... forms) {
    return List.of(
        new ModelsSurface(PATH, exchanges, List.of(forms)),
        new ModelsSurface(PATH + "/{model}", exchanges, List.of(forms)));
  }

  /**
   * A model that a caller may use.
   *
   * @param id that names it in calls
   * @param limits null as long as they are not known
   */
  public record Model(String id, EndpointName endpoint, @Nullable EndpointLimits limits) {}

  /** One way to write models. */
  public interface Form {

    /** Whether a request is one of this form's clients. */
    boolean knows(HttpServerRequest request);

    /** Under which answers are counted. */
    String surface();

    ErrorForm errors();

    /**
     * Models as a list.
     *
     * @throws CallFailure when the request asks for what there is not
     */
    byte[] list(HttpServerRequest request, List<Model> models);

    byte[] one(Model model);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var form =
        forms.stream()
            .filter(each -> each.knows(request))
            .findFirst()
            .orElseGet(() -> forms.getLast());
    var exchange = exchanges.begin(form.surface(), form.errors(), request);
    if (!exchange.isGet()) {
      return;
    }
    json(exchange, form, route)
        .onComplete(
            json -> {
              exchange.answered();
              exchange
                  .response()
                  .putHeader("content-type", "application/json")
                  .end(Buffer.buffer(json));
            },
            exchange::fail);
  }

  private static Future<byte[]> json(Exchange exchange, Form form, Route route) {
    if (!route.rest().isEmpty()) {
      return one(exchange, form, route);
    }
    var named = route.endpoint();
    return named == null
        ? Future.succeededFuture(exchange.offered())
            .map(all -> form.list(exchange.request(), models(all)))
        : exchange
            .access(named)
            .map(granted -> form.list(exchange.request(), models(List.of(granted.endpoint()))));
  }

  private static Future<byte[]> one(Exchange exchange, Form form, Route route) {
    String id;
    try {
      id = QueryStringDecoder.decodeComponent(route.rest());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(
          new CallFailure(ErrorCode.INVALID_REQUEST, "the path is not percent-encoded text"));
    }
    return exchange
        .enter(route, id)
        .map(granted -> form.one(model(granted.endpoint(), exchange.offered())));
  }

  private static List<Model> models(List<ServedEndpoint> all) {
    return all.stream().map(each -> model(each, all)).toList();
  }

  /** A model under the shortest name that is no other's. */
  private static Model model(ServedEndpoint endpoint, List<ServedEndpoint> all) {
    var name = endpoint.name();
    var same = all.stream().filter(each -> each.name().name().equals(name.name())).count();
    return new Model(
        same == 1 ? name.name() : name.namespace() + "." + name.name(),
        name,
        endpoint.gate().limits());
  }
}
