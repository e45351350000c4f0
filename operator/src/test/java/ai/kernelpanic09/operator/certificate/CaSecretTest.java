package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CaSecretTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CertificateIssuer issuer = new CertificateIssuer(new SecureRandom());
  private final CaState state =
      new CaState(
          authority(),
          authority(),
          List.of(authority().certificate()),
          List.of(issuer.link(authority(), authority(), NOW)),
          NOW);
  private final Secret secret = CaSecret.of(state, CaSecret.empty("system"));

  @Test
  void keepsAllOfTheState() {
    assertThat(CaSecret.read(secret)).isEqualTo(state);
  }

  @Test
  void forgetsAnEarlierNextButNothingOfOthers() {
    var existing = new SecretBuilder(secret).addToData("theirs", encoded("x")).build();
    var alone = new CaState(authority(), null, List.of(), List.of(), null);
    var written = CaSecret.of(alone, existing);

    assertThat(CaSecret.read(written)).isEqualTo(alone);
    assertThat(written.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "theirs");
  }

  @ParameterizedTest
  @CsvSource({"tls.crt", "tls.key", "ca.crt", "next.crt", "next.key"})
  void whatIsMissingOrUnreadableIsNamedAndNeverQuoted(String key) {
    var missing = new SecretBuilder(secret).removeFromData(key).build();
    var garbage = new SecretBuilder(secret).addToData(key, encoded("c2VjcmV0")).build();

    for (var broken : List.of(missing, garbage)) {
      assertThatThrownBy(() -> CaSecret.read(broken))
          .isInstanceOf(CaUnusableException.class)
          .hasMessageStartingWith("Secret system/k8s-ai-ca holds no usable CA: ")
          .hasMessageContaining(key)
          .hasMessageNotContaining("c2VjcmV0")
          .hasNoCause();
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    assertUnusable("tls.key", authority().keyPem(), "tls.key does not fit tls.crt");
  }

  @Test
  void aLeafIsNoAuthority() {
    var names = ServingNames.of("system", "cluster.local", null);
    var leaf = issuer.leaf(state.current(), "x", names, NOW, ServingCertificate.LIFE);

    assertUnusable("tls.crt", leaf.certificatePem(), "tls.crt is not the certificate of one CA");
  }

  @Test
  void aBundleWithoutTheSignerIsRefused() {
    assertUnusable("ca.crt", authority().certificatePem(), "ca.crt lacks the certificate");
  }

  private void assertUnusable(String key, String text, String problem) {
    var broken = new SecretBuilder(secret).addToData(key, encoded(text)).build();
    assertThatThrownBy(() -> CaSecret.read(broken))
        .isInstanceOf(CaUnusableException.class)
        .hasMessageContaining(problem);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private KeyedCertificate authority() {
    return issuer.authority("k8s-ai-ca", NOW, CaState.LIFE);
  }
}
