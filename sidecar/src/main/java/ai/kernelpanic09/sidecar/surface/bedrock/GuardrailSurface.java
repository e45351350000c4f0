package ai.kernelpanic09.sidecar.surface.bedrock;

import static java.util.stream.Collectors.joining;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.applyguardrail.ApplyGuardrailCall;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /guardrail/{id}/version/{version}/apply}, for the guardrail that an endpoint's calls
 * carry anyway. That endpoint pays.
 */
public final class GuardrailSurface implements Surface {

  private final Exchanges exchanges;

  public GuardrailSurface(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public String path() {
    return "/guardrail/{id}/version/{version}/apply";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("bedrock", BedrockErrors.FORM, request);
    if (!exchange.isPost()) {
      return;
    }
    var guardrail = GuardrailPath.read(route.rest());
    if (guardrail == null) {
      exchange.turnAway(404, "there is no such operation; the path must be " + path());
    } else if (exchange.admit()) {
      endpoint(exchange, route, guardrail)
          .compose(exchange::access)
          .onComplete(
              granted -> {
                exchange.enter(granted);
                serve(exchange, guardrail);
              },
              exchange::refuse);
    }
  }

  private static Future<EndpointName> endpoint(
      Exchange exchange, Route route, CallerGuardrail guardrail) {
    var named = route.endpoint();
    if (named != null) {
      return Future.succeededFuture(named);
    }
    var offered = exchange.offered();
    var own =
        offered.stream()
            .filter(
                each -> {
                  var limits = each.gate().limits();
                  return limits != null && guardrail.isOf(limits);
                })
            .map(ServedEndpoint::name)
            .sorted()
            .toList();
    if (own.size() == 1) {
      return Future.succeededFuture(own.getFirst());
    }
    if (own.isEmpty() && offered.stream().anyMatch(each -> each.gate().limits() == null)) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.ENDPOINT_NOT_READY,
              "the guardrail may be that of an endpoint that is not ready yet",
              1_000L));
    }
    var problem =
        own.isEmpty()
            ? "no endpoint that this caller may use carries this version of the guardrail"
            : "the guardrail is that of "
                + own.stream().map(EndpointName::toString).collect(joining(", "));
    return Future.failedFuture(
        new CallFailure(
            ErrorCode.UNKNOWN_ENDPOINT,
            problem
                + "; the path /endpoints/NAMESPACE/NAME/guardrail/… names the endpoint that pays"));
  }

  private static void serve(Exchange exchange, CallerGuardrail guardrail) {
    exchange
        .body(
            exchange.limit(),
            bytes -> 0,
            body -> ApplyGuardrailCall.read(body, guardrail, exchange.memory()))
        .onComplete(
            call -> exchange.call(call, new PassedAnswer<>(exchange.response(), new WholeForm())),
            exchange::fail);
  }
}
