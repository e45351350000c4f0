package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import org.jspecify.annotations.Nullable;

/**
 * What the address of a request says beside its surface.
 *
 * @param rest of the path, behind the fixed part of the surface's path; empty where there is none
 * @param endpoint that the address names, for surfaces whose own path names none: by the beginning
 *     {@code /endpoints/{namespace}/{name}} of the path, or by the host {@code
 *     model-{name}.{namespace}.svc}; null where the request says it elsewhere
 */
public record Route(String rest, @Nullable EndpointName endpoint) {

  private static final String PREFIX = "/endpoints/";
  private static final String SERVICE = "model-";

  /** A path without the endpoint at its beginning, and that endpoint. */
  record Addressed(String path, @Nullable EndpointName endpoint) {}

  /** Takes the endpoint out of an address. */
  static Addressed read(String path, @Nullable String host) {
    var named = ofPath(path);
    return named == null ? new Addressed(path, ofHost(host)) : named;
  }

  private static @Nullable Addressed ofPath(String path) {
    if (!path.startsWith(PREFIX)) {
      return null;
    }
    var slash = path.indexOf('/', PREFIX.length());
    var end = slash < 0 ? -1 : path.indexOf('/', slash + 1);
    var namespace = slash < 0 ? "" : path.substring(PREFIX.length(), slash);
    var name = end < 0 ? "" : path.substring(slash + 1, end);
    return namespace.isEmpty() || name.isEmpty()
        ? null
        : new Addressed(path.substring(end), new EndpointName(namespace, name));
  }

  private static @Nullable EndpointName ofHost(@Nullable String host) {
    if (host == null || !host.startsWith(SERVICE)) {
      return null;
    }
    var labels = host.substring(SERVICE.length()).split("\\.", 4);
    return labels.length >= 3 && labels[2].equals("svc")
        ? new EndpointName(labels[1], labels[0])
        : null;
  }
}
