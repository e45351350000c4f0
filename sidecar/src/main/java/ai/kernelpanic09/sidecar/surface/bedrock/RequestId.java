package ai.kernelpanic09.sidecar.surface.bedrock;

import io.vertx.core.http.HttpServerResponse;

/** Bedrock's name for a request, by which AWS's support finds it. */
final class RequestId {

  static final String HEADER = "x-amzn-requestid";

  private RequestId() {}

  /** Names the request; one that Bedrock has not seen has no name. */
  static void write(HttpServerResponse response, String id) {
    if (!id.isEmpty()) {
      response.putHeader(HEADER, id);
    }
  }
}
