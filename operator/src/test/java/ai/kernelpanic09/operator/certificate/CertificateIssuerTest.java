package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateIssuerTest {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final ServingNames NAMES =
      ServingNames.of("ai-operator-system", "cluster.local", "10.1.2.3");

  @TempDir private Path folder;

  private final CertificateIssuer issuer = new CertificateIssuer(new SecureRandom());
  private final KeyedCertificate ca = issuer.authority("k8s-ai-ca", now, CaState.LIFE);
  private final KeyedCertificate leaf = leaf(ca, NAMES);

  @Test
  void opensslAcceptsALeafForItsPurposeAndNamesOnly() throws Exception {
    var bundle = file("ca.crt", ca.certificatePem());
    var server = file("leaf.crt", leaf.certificatePem());
    var strict = List.of("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", bundle);

    assertThat(openssl(strict, "-verify_hostname", "k8s-ai-webhook.ai-operator-system.svc", server))
        .endsWith("OK\n");
    assertThat(openssl(strict, "-verify_ip", "10.1.2.3", server)).endsWith("OK\n");
    assertThat(fails(strict, "-verify_hostname", "k8s-ai-webhook.other.svc", server))
        .contains("hostname mismatch");
    assertThat(fails(List.of("verify", "-purpose", "sslclient", "-CAfile", bundle), server))
        .contains("unsuitable certificate purpose");
  }

  @Test
  void opensslFindsTheIssuerAmongAuthoritiesOfOneName() throws Exception {
    var other = issuer.authority("k8s-ai-ca", now, CaState.LIFE);
    var both = file("both.crt", other.certificatePem() + ca.certificatePem());
    var server = file("leaf.crt", leaf.certificatePem());

    assertThat(OpenSsl.run("verify", "-x509_strict", "-CAfile", both, server)).endsWith("OK\n");
    assertThat(
            fails(List.of("verify", "-CAfile", file("other.crt", other.certificatePem())), server))
        .contains("unable to get local issuer");
  }

  @Test
  void aLeafCannotIssue() throws Exception {
    var forged = leaf(leaf, NAMES);
    var strict = List.of("verify", "-CAfile", file("ca.crt", ca.certificatePem()));

    assertThat(
            fails(
                strict,
                "-untrusted",
                file("leaf.crt", leaf.certificatePem()),
                file("forged.crt", forged.certificatePem())))
        .contains("error");
  }

  @Test
  void showsWhatItIsToPeople() throws Exception {
    var authority =
        OpenSsl.run("x509", "-noout", "-text", "-in", file("ca.crt", ca.certificatePem()));
    var server =
        OpenSsl.run("x509", "-noout", "-text", "-in", file("leaf.crt", leaf.certificatePem()));

    assertThat(authority)
        .contains("Version: 3", "CN = k8s-ai-ca", "prime256v1", "ecdsa-with-SHA256")
        .containsPattern("Basic Constraints: critical\\s+CA:TRUE, pathlen:0\n")
        .containsPattern("Key Usage: critical\\s+Certificate Sign\n")
        .contains("Subject Key Identifier");
    assertThat(server)
        .containsPattern("Key Usage: critical\\s+Digital Signature\n")
        .containsPattern("Extended Key Usage: \\s*TLS Web Server Authentication\n")
        .containsPattern("Basic Constraints: critical\\s+CA:FALSE\n")
        .contains(
            "DNS:k8s-ai-webhook.ai-operator-system, DNS:k8s-ai-webhook.ai-operator-system.svc,"
                + " DNS:k8s-ai-webhook.ai-operator-system.svc.cluster.local,"
                + " DNS:k8s-ai-control.ai-operator-system, DNS:k8s-ai-control.ai-operator-system.svc,"
                + " DNS:k8s-ai-control.ai-operator-system.svc.cluster.local, DNS:localhost,"
                + " IP Address:10.1.2.3, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1")
        .contains("Authority Key Identifier");
  }

  @Test
  void readsItsOwnPem() throws Exception {
    assertThat(Pem.certificates(ca.certificatePem() + leaf.certificatePem()))
        .containsExactly(ca.certificate(), leaf.certificate());
    assertThat(Pem.key(leaf.keyPem())).isEqualTo(leaf.key());
    assertThat(OpenSsl.run("pkey", "-noout", "-text", "-in", file("leaf.key", leaf.keyPem())))
        .contains("P-256");
  }

  @Test
  void holdsForSevenDaysButNotLongerThanItsAuthority() {
    var shortLived = issuer.authority("k8s-ai-ca", now, Duration.ofDays(2));

    assertThat(leaf.notBefore()).isEqualTo(now.minus(CertificateIssuer.BACKDATE));
    assertThat(leaf.notAfter()).isEqualTo(now.plus(Duration.ofDays(7)));
    assertThat(leaf(shortLived, NAMES).notAfter()).isEqualTo(shortLived.notAfter());
  }

  @Test
  void takesIpv6AndAPodWithoutAddress() throws Exception {
    var six = leaf(ca, ServingNames.of("ns", "cluster.local", "fd00::1"));
    var none = leaf(ca, ServingNames.of("ns", "cluster.local", null));

    assertThat(OpenSsl.run("x509", "-noout", "-text", "-in", file("6.crt", six.certificatePem())))
        .contains("IP Address:FD00:0:0:0:0:0:0:1");
    assertThat(none.certificate().getSubjectAlternativeNames()).hasSize(6 + 3);
  }

  @Test
  void neverTakesASerialTwiceAndNamesNoKeyInLogs() {
    assertThat(leaf(ca, NAMES).certificate().getSerialNumber())
        .isPositive()
        .isNotEqualTo(leaf.certificate().getSerialNumber());
    assertThat(leaf.toString()).startsWith("certificate ").endsWith(" of CN=k8s-ai-operator");
  }

  private KeyedCertificate leaf(KeyedCertificate authority, ServingNames names) {
    return issuer.leaf(authority, "k8s-ai-operator", names, now, ServingCertificate.LIFE);
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String openssl(List<String> start, String... end) throws Exception {
    var all = new ArrayList<>(start);
    all.addAll(List.of(end));
    return OpenSsl.run(all.toArray(String[]::new));
  }

  private static String fails(List<String> start, String... end) throws Exception {
    try {
      throw new IllegalStateException("openssl accepts it: " + openssl(start, end));
    } catch (AssertionError refusal) {
      return String.valueOf(refusal.getMessage());
    }
  }
}
