package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.Names;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has the API server review tokens: whose they are, and whether their audience is ours. */
final class TokenCheck {

  private static final String PREFIX = "system:serviceaccount:";
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";
  private static final Duration MIN_CACHED = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();

  TokenCheck(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * The ServiceAccount of a token of the control API's audience.
   *
   * @throws ControlFailure 401 when the token is not valid for it, 503 when the API server can't be
   *     asked
   */
  TokenIdentity check(String token) {
    return check(token, List.of(Names.CONTROL_AUDIENCE));
  }

  /**
   * The ServiceAccount of a token that a caller of the gateway sent. Beside the gateway's audience,
   * callers from before it had one send the control API's.
   *
   * @throws ControlFailure as {@link #check(String)}
   */
  TokenIdentity checkCaller(String token) {
    return check(token, List.of(Names.GATEWAY_AUDIENCE, Names.CONTROL_AUDIENCE));
  }

  private TokenIdentity check(String token, List<String> accepted) {
    var review =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(accepted)
            .endSpec()
            .build();
    var status = reviewed(review).getStatus();
    var audiences = status == null ? null : status.getAudiences();
    if (status == null
        || !Boolean.TRUE.equals(status.getAuthenticated())
        || audiences == null
        || accepted.stream().noneMatch(audiences::contains)) {
      throw ControlFailure.unauthorized(
          "the token is not a valid one with audience " + accepted.getFirst());
    }
    var user = status.getUser();
    var name = user == null ? null : user.getUsername();
    if (name == null || !name.startsWith(PREFIX)) {
      throw ControlFailure.unauthorized("the token is not a ServiceAccount's");
    }
    var parts = name.substring(PREFIX.length()).split(":", 2);
    return new TokenIdentity(
        parts[0], parts[1], extra(user, POD_NAME), extra(user, POD_UID), expires(token));
  }

  private TokenReview reviewed(TokenReview review) {
    try {
      return client.tokenReviews().create(review);
    } catch (KubernetesClientException e) {
      throw ControlFailure.unavailable("the API server can't review tokens at the moment");
    }
  }

  private static @Nullable String extra(UserInfo user, String key) {
    var extras = user.getExtra();
    List<String> values = extras == null ? null : extras.get(key);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** Reads a claim without checking the signature: the API server has accepted the token. */
  private Instant expires(String token) {
    var soon = clock.instant().plus(MIN_CACHED);
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return soon;
    }
    try {
      var claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return claims.path("exp").isNumber()
          ? Instant.ofEpochSecond(claims.path("exp").asLong())
          : soon;
    } catch (IOException | IllegalArgumentException e) {
      return soon;
    }
  }
}
