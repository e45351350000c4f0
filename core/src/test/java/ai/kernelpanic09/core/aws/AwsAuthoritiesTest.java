package ai.kernelpanic09.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsAuthoritiesTest {

  @Test
  void aBlankTextHasNone() {
    assertThat(AwsAuthorities.of(" \n").isEmpty()).isTrue();
    assertThat(AwsAuthorities.of("").pem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "theirs",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIE\n-----END PRIVATE KEY-----\n"
      })
  void whatIsNoCertificateIsRefusedAndNotTold(String text) {
    assertThatThrownBy(() -> AwsAuthorities.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no certificates")
        .hasNoCause();
  }

  @Test
  void aTextIsBounded() {
    assertThatThrownBy(() -> AwsAuthorities.of("x".repeat(40_000)))
        .hasMessageContaining("32768 characters");
  }

  @Test
  void whatTheJvmTrustsIsStillTrusted() throws Exception {
    var usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    usual.init((KeyStore) null);
    var known = ((X509TrustManager) usual.getTrustManagers()[0]).getAcceptedIssuers();
    var one = Base64.getMimeEncoder().encodeToString(known[0].getEncoded());
    var authorities =
        AwsAuthorities.of("-----BEGIN CERTIFICATE-----\n" + one + "\n-----END CERTIFICATE-----");
    var trusted = ((X509TrustManager) authorities.trustManagers()[0]).getAcceptedIssuers();
    assertThat(Arrays.asList(trusted)).containsAll(Arrays.asList(known));
    assertThat(authorities.pem()).endsWith("-----END CERTIFICATE-----\n");
  }
}
