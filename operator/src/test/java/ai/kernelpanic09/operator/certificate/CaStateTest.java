package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CaStateTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant DUE = START.plus(Duration.ofDays(365));
  private static final Instant SETTLED = DUE.plus(CaState.SETTLING);

  private final CertificateIssuer issuer = new CertificateIssuer(new SecureRandom());
  private final CaState first = CaState.of(authority(START), START);

  @Test
  void nothingHappensInTheFirstYear() {
    assertThat(advanced(first, DUE.minusSeconds(1), true)).isEqualTo(first);
  }

  @Test
  void theNextIsTrustedBeforeItSigns() {
    var announced = advanced(first, DUE, true);

    assertThat(announced.current()).isEqualTo(first.current());
    assertThat(announced.next()).isNotNull();
    assertThat(announced.trusted()).hasSize(2).contains(first.current().certificate());
  }

  @Test
  void theNextSignsOnlyWhenSettledAndSeenByTheApiServer() {
    var announced = advanced(first, DUE, true);

    assertThat(advanced(announced, SETTLED.minusSeconds(1), true)).isEqualTo(announced);
    assertThat(advanced(announced, SETTLED.plus(Duration.ofDays(300)), false)).isEqualTo(announced);
    var switched = advanced(announced, SETTLED, true);
    assertThat(switched.current()).isEqualTo(announced.next());
    assertThat(switched.trusted()).containsExactlyInAnyOrderElementsOf(announced.trusted());
  }

  @Test
  void theLastIsTrustedUntilNothingOfItIsLeft() {
    var switched = advanced(advanced(first, DUE, true), SETTLED, true);
    var end = SETTLED.plus(CaState.TRUSTED_AFTER);

    assertThat(CaState.TRUSTED_AFTER).isGreaterThan(ServingCertificate.LIFE);
    assertThat(advanced(switched, end.minusSeconds(1), true)).isEqualTo(switched);
    assertThat(advanced(switched, end, true).trusted())
        .containsExactly(switched.current().certificate());
  }

  @Test
  void withoutKnowledgeOfTheSwitchTheLastIsTrustedToItsEnd() {
    var switched = advanced(advanced(first, DUE, true), SETTLED, true);
    var unknown = new CaState(switched.current(), null, switched.retired(), null);

    assertThat(advanced(unknown, SETTLED.plus(Duration.ofDays(300)), true)).isEqualTo(unknown);
  }

  @Test
  void anExpiredOneIsReplacedWithoutWaiting() {
    var late = START.plus(CaState.LIFE);
    var replaced = advanced(advanced(first, late, false), late, false);

    assertThat(replaced.current()).isNotEqualTo(first.current());
    assertThat(replaced.current().expired(late)).isFalse();
    assertThat(advanced(replaced, late, false).retired()).isEmpty();
  }

  @Test
  void announcingTwiceKeepsTheNext() {
    var announced = first.announcing(() -> authority(START));

    assertThat(announced.announcing(() -> authority(START))).isEqualTo(announced);
  }

  private CaState advanced(CaState state, Instant now, boolean seen) {
    return state.advanced(now, ca -> seen, () -> authority(now));
  }

  private KeyedCertificate authority(Instant now) {
    return issuer.authority("k8s-ai-ca", now, CaState.LIFE);
  }
}
