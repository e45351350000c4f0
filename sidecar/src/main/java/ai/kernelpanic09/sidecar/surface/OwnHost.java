package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only programs of this host, where people browse on it too: any web page can have their
 * browser send requests to this host. A page of another site is told by its {@code Origin}; one
 * whose site's name has been made to mean this host, so that it may read the answers as well, by
 * the name that it has called.
 *
 * @see <a href="https://nvd.nist.gov/vuln/detail/CVE-2024-28224">DNS rebinding against a model
 *     server</a>
 */
public final class OwnHost implements Handler<HttpServerRequest> {

  /** Ends of names that nobody can have on the internet. */
  private static final Set<String> OF_NO_SITE = Set.of("localhost", "internal", "local", "svc");

  private final ModelApi api;

  public OwnHost(ModelApi api) {
    this.api = api;
  }

  @Override
  public void handle(HttpServerRequest request) {
    var authority = request.authority();
    var name = authority == null ? null : authority.host();
    var origin = request.getHeader("origin");
    if (name != null && !isOfNoSite(name)) {
      api.forbid(request, "the host must be this one by a name of its own, such as localhost");
    } else if (origin != null && !isOfNoSite(nameOf(origin))) {
      api.forbid(request, "web pages of other sites may not call models on this host");
    } else {
      api.handle(request);
    }
  }

  private static @Nullable String nameOf(String origin) {
    try {
      return URI.create(origin).getHost();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether a name is none that a site on the internet can have. */
  static boolean isOfNoSite(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return false;
    }
    var last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return isLoopback(name)
        || (name.indexOf('.') < 0 && name.indexOf(':') < 0)
        || OF_NO_SITE.contains(last);
  }

  private static boolean isLoopback(String name) {
    return name.matches("127(\\.\\d{1,3}){3}") || name.equals("::1") || name.equals("[::1]");
  }
}
