package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Hands out AWS credentials that are worth nothing anywhere, in the form of ECS's credentials
 * endpoint. AWS SDKs sign their requests to the model API, and refuse to start without an identity;
 * their signatures are never checked.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">
 *     Container credential provider</a>
 */
public final class PlaceholderCredentials {

  static final String PATH = "/aws-credentials";

  /** SDKs ask again shortly before the end, so a long life keeps requests few. */
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final InstantSource clock;

  public PlaceholderCredentials(InstantSource clock) {
    this.clock = clock;
  }

  /** Answers a GET; returns false for any other request, which it leaves alone. */
  boolean answers(HttpServerRequest request) {
    if (!HttpMethod.GET.equals(request.method())) {
      return false;
    }
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(json());
    return true;
  }

  private String json() {
    var expiration = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    return """
    {"AccessKeyId":"K8SAISIDECARPLACEHOLDER","SecretAccessKey":"k8s-ai-sidecar",\
    "Token":"k8s-ai-sidecar","Expiration":"%s"}\
    """
        .formatted(expiration);
  }
}
