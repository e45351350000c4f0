package ai.kernelpanic09.operator.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Issues certificates of admission with a CA that is not the operator's, as cert-manager does. */
public final class TestIssuer {

  private final CertificateIssuer issuer = new CertificateIssuer(new SecureRandom());
  private final KeyedCertificate ca =
      issuer.authority("another-ca", Instant.now(), Duration.ofDays(30));

  /** A new certificate for the Services of a namespace and 127.0.0.1, as a Secret has it. */
  public void writeTo(Path folder, String namespace) throws IOException {
    var leaf =
        issuer.leaf(
            ca,
            "webhook",
            ServingNames.of(namespace, "cluster.local", null),
            Instant.now(),
            Duration.ofDays(7));
    Files.writeString(folder.resolve("tls.crt"), leaf.certificatePem());
    Files.writeString(folder.resolve("tls.key"), leaf.keyPem());
  }

  /** The CA's certificate. */
  public String caPem() {
    return ca.certificatePem();
  }

  /** The CA's certificate as webhook configurations hold it. */
  public String caBundle() {
    return Base64.getEncoder().encodeToString(caPem().getBytes(StandardCharsets.US_ASCII));
  }
}
