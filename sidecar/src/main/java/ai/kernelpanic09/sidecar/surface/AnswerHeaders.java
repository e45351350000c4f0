package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import io.vertx.core.http.HttpServerResponse;

/** Headers that answers have in every form. */
public final class AnswerHeaders {

  private static final String ENDPOINT = "x-model-endpoint";

  private AnswerHeaders() {}

  /** Names the endpoint that answers: the one that was called, or a fallback of it. */
  public static void nameEndpoint(HttpServerResponse response, EndpointName endpoint) {
    response.putHeader(ENDPOINT, endpoint.toString());
  }
}
