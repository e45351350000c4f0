package ai.kernelpanic09.operator.control;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Has the API server review tokens: whose they are, and whether their audience is ours. */
final class TokenCheck {

  private static final String PREFIX = "system:serviceaccount:";
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

  private final UnaryOperator<TokenReview> reviews;
  private final List<String> accepted;

  /**
   * @param reviews asks the API server; throws {@link KubernetesClientException}
   * @param accepted audiences of which a token must have one; the first one is named to people
   */
  TokenCheck(UnaryOperator<TokenReview> reviews, List<String> accepted) {
    this.reviews = reviews;
    this.accepted = List.copyOf(accepted);
  }

  /**
   * The ServiceAccount of a token. One that does not even claim to hold for us is not reviewed.
   *
   * @throws ControlFailure 401 when the token is not valid for us, 503 when the API server can't be
   *     asked
   */
  TokenIdentity check(String token) {
    var claims =
        TokenClaims.of(token)
            .filter(each -> each.audiences().stream().anyMatch(accepted::contains))
            .orElseThrow(this::notValid);
    var status = reviewed(token).getStatus();
    var audiences = status == null ? null : status.getAudiences();
    if (status == null
        || !Boolean.TRUE.equals(status.getAuthenticated())
        || audiences == null
        || accepted.stream().noneMatch(audiences::contains)) {
      throw notValid();
    }
    var user = status.getUser();
    var name = user == null ? null : user.getUsername();
    if (name == null || !name.startsWith(PREFIX)) {
      throw ControlFailure.unauthorized("the token is not a ServiceAccount's");
    }
    var parts = name.substring(PREFIX.length()).split(":", 2);
    return new TokenIdentity(
        parts[0], parts[1], extra(user, POD_NAME), extra(user, POD_UID), claims.expires());
  }

  private ControlFailure notValid() {
    return ControlFailure.unauthorized(
        "the token is not a valid one with audience " + accepted.getFirst());
  }

  private TokenReview reviewed(String token) {
    try {
      return reviews.apply(
          new TokenReviewBuilder()
              .withNewSpec()
              .withToken(token)
              .withAudiences(accepted)
              .endSpec()
              .build());
    } catch (KubernetesClientException e) {
      throw ControlFailure.unavailable("the API server can't review tokens at the moment");
    }
  }

  private static @Nullable String extra(UserInfo user, String key) {
    var extras = user.getExtra();
    List<String> values = extras == null ? null : extras.get(key);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }
}
