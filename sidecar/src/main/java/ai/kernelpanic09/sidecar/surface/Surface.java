package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.http.HttpServerRequest;

/** One wire form of the model API. */
public interface Surface {

  /**
   * The form of its paths, such as {@code /invoke/{namespace}/{name}}; or its only path, such as
   * {@code /v1/chat/completions}.
   */
  String path();

  /**
   * Serves a request whose path begins as {@link #path} does before its first brace, or is that
   * path where it has none.
   */
  void handle(HttpServerRequest request, Route route);
}
