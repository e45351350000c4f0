package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.http.HttpServerRequest;

/** One wire form of the model API. */
public interface Surface {

  /** The form of its paths, such as {@code /invoke/{namespace}/{name}}. */
  String path();

  /**
   * Serves a request whose path begins as {@link #path} does before its first brace.
   *
   * @param rest the path behind that beginning
   */
  void handle(HttpServerRequest request, String rest);
}
