package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import io.vertx.core.http.HttpServerResponse;

/** Headers that answers have in every form. */
public final class AnswerHeaders {

  static final String REQUEST = "x-request-id";
  private static final String ENDPOINT = "x-model-endpoint";
  private static final String COST = "x-cost-usd";
  private static final int COST_DECIMALS = 6;

  private AnswerHeaders() {}

  /** Names the request that is answered. */
  static void nameRequest(HttpServerResponse response, RequestTrace trace) {
    response.putHeader(REQUEST, trace.id());
  }

  /** Tells the dollars that were booked for the call, as long as the head has not been sent. */
  static void tellCost(HttpServerResponse response, Money cost) {
    if (!response.headWritten() && !response.closed()) {
      response.putHeader(COST, cost.roundedUp(COST_DECIMALS));
    }
  }

  /** Names the endpoint that answers: the one that was called, or a fallback of it. */
  public static void nameEndpoint(HttpServerResponse response, EndpointName endpoint) {
    response.putHeader(ENDPOINT, endpoint.toString());
  }
}
