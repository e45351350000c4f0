package ai.kernelpanic09.operator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a token that may hold is reviewed, and none twice in a moment. */
class TokenCheckTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long EXPIRY = NOON.plusSeconds(3_600).getEpochSecond();

  private final AtomicInteger reviews = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private boolean away;
  private boolean authentic = true;

  private final TokenCheck check = new TokenCheck(this::review, List.of("ours"));

  private final CallerTokens callers =
      new CallerTokens(
          check,
          new ProofLimit(2, ProofLimit.MAX_WAIT, nanos::get),
          new Refusals(nanos::get),
          InstantSource.fixed(NOON));

  private TokenReview review(TokenReview asked) {
    reviews.incrementAndGet();
    if (away) {
      throw new KubernetesClientException("away");
    }
    return new TokenReviewBuilder(asked)
        .withNewStatus()
        .withAuthenticated(authentic)
        .withAudiences(asked.getSpec().getAudiences())
        .withNewUser()
        .withUsername("system:serviceaccount:ns:app")
        .endUser()
        .endStatus()
        .build();
  }

  private static String token(String claims) {
    var payload =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return "e30." + payload + ".c2ln";
  }

  private static String claims(String aud, long exp) {
    return "{\"aud\":%s,\"exp\":%d}".formatted(aud, exp);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"ours\"]", "[\"other\",\"ours\"]", "\"ours\""})
  void aTokenThatClaimsOurAudienceIsReviewed(String aud) {
    var identity = check.check(token(claims(aud, EXPIRY)));

    assertThat(identity.namespace()).isEqualTo("ns");
    assertThat(identity.expires()).isEqualTo(Instant.ofEpochSecond(EXPIRY));
    assertThat(reviews).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "no json",
        "{\"aud\":\"ours\"}",
        "{\"aud\":[\"theirs\"],\"exp\":1795352400}",
        "{\"aud\":{\"a\":\"ours2\"},\"exp\":1795352400}",
        "{\"aud\":[\"ours\"],\"exp\":\"soon\"}",
        "{\"aud\":[\"ours\"],\"exp\":9223372036854775807}",
      })
  void aTokenThatCannotHoldIsRefusedWithoutAReview(String claims) {
    for (var bogus : List.of(token(claims), claims, token(claims) + ".", "a".repeat(20_000))) {
      assertThatThrownBy(() -> check.check(bogus))
          .isInstanceOf(ControlFailure.class)
          .hasMessage("the token is not a valid one with audience ours");
    }
    assertThat(reviews).hasValue(0);
  }

  /** The operator's clock may be wrong: the API server's tells. */
  @Test
  void whetherATokenHasExpiredIsForTheApiServerToTell() {
    assertThat(check.check(token(claims("\"ours\"", 1))).serviceAccount()).isEqualTo("app");
  }

  @Test
  void aCallersTokenIsReviewedOnceForAllEndpointsThatItTries() {
    for (var i = 0; i < 100; i++) {
      callers.check(token(claims("\"ours\"", EXPIRY)));
    }

    assertThat(reviews).hasValue(1);
  }

  @Test
  void aRefusedTokenIsRememberedForAMoment() {
    authentic = false;
    var forged = token(claims("\"ours\"", EXPIRY));
    for (var i = 0; i < 100; i++) {
      assertThatThrownBy(() -> callers.check(forged)).hasMessageContaining("not a valid one");
    }
    assertThat(reviews).hasValue(1);

    authentic = true;
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    assertThat(callers.check(forged).serviceAccount()).isEqualTo("app");
  }

  @Test
  void anApiServerThatIsAwayIsAskedAgain() {
    away = true;
    var token = token(claims("\"ours\"", EXPIRY));
    assertThatThrownBy(() -> callers.check(token)).hasMessageContaining("can't review tokens");
    away = false;

    assertThat(callers.check(token).serviceAccount()).isEqualTo("app");
  }
}
