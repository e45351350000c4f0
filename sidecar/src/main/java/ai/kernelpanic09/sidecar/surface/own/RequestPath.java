package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.surface.Exchange;
import org.jspecify.annotations.Nullable;

/** The path of a request in this form. */
final class RequestPath {

  private RequestPath() {}

  /**
   * The name in the path. Turns away a request that names nothing.
   *
   * @param path the form that it must have
   * @param rest of it, behind the surface's prefix
   * @return {@code namespace/name}; null when the request has been answered
   */
  static @Nullable EndpointName name(Exchange exchange, String path, String rest) {
    try {
      return EndpointName.parse(rest);
    } catch (IllegalArgumentException e) {
      exchange.turnAway(404, "the path must be " + path);
      return null;
    }
  }
}
