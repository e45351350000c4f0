package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    var unknown = new CaState(switched.current(), null, switched.retired(), switched.links(), null);

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
    var announced = first.announcing(authorities(START));

    assertThat(announced.announcing(authorities(START))).isEqualTo(announced);
  }

  @Test
  void theLinkToTheNextIsSentFromTheSwitchToItsEnd() throws Exception {
    var announced = advanced(first, DUE, true);
    assertThat(announced.links()).hasSize(1);
    assertThat(announced.chain()).as("the first needs none").isEmpty();

    var switched = advanced(announced, SETTLED, true);
    assertThat(switched.chain()).isEqualTo(announced.links());
    switched.chain().getFirst().verify(first.current().certificate().getPublicKey());

    var end = START.plus(CaState.LIFE);
    assertThat(advanced(switched, end.minusSeconds(1), true).chain()).hasSize(1);
    assertThat(advanced(advanced(switched, end, true), end, true).links())
        .allMatch(each -> each.getNotAfter().toInstant().isAfter(end));
  }

  @Test
  void anAnnouncementOfAnEarlierVersionIsLinkedToo() {
    var announced = new CaState(first.current(), authority(DUE), List.of(), List.of(), START);

    assertThat(advanced(announced, DUE, true).links()).hasSize(1);
    assertThat(advanced(announced, SETTLED, true).chain()).hasSize(1);
  }

  @Test
  void eachLaterOneIsLinkedToTheOneBefore() {
    var later = DUE.plus(Duration.ofDays(365)).plus(CaState.SETTLING);
    var second = advanced(advanced(first, DUE, true), SETTLED, true);
    var settled = advanced(second, SETTLED.plus(CaState.TRUSTED_AFTER), true);
    var announced = advanced(settled, DUE.plus(Duration.ofDays(364)), true);
    var third = advanced(advanced(announced, later, true), later.plus(CaState.SETTLING), true);

    assertThat(third.current()).isNotEqualTo(second.current());
    assertThat(third.chain()).isNotEmpty();
    assertThat(third.chain().getFirst().getPublicKey())
        .isEqualTo(third.current().certificate().getPublicKey());
  }

  private CaState advanced(CaState state, Instant now, boolean seen) {
    return state.advanced(now, ca -> seen, authorities(now));
  }

  private CaState.Authorities authorities(Instant now) {
    return new CaState.Authorities() {
      @Override
      public KeyedCertificate create() {
        return authority(now);
      }

      @Override
      public X509Certificate link(KeyedCertificate from, KeyedCertificate to) {
        return issuer.link(from, to, now);
      }
    };
  }

  private KeyedCertificate authority(Instant now) {
    return issuer.authority("k8s-ai-ca", now, CaState.LIFE);
  }
}
