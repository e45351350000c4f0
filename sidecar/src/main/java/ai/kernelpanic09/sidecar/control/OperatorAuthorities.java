package ai.kernelpanic09.sidecar.control;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The CAs by which a sidecar knows the operator, as they were written into its pod at admission.
 *
 * <p>The pod's proof covers them: nobody can exchange them, as anybody may exchange a ConfigMap. A
 * later CA is known by a certificate of its key by one of these, which the operator sends. An
 * expired one counts no more, since a JVM would trust it for ever.
 */
public final class OperatorAuthorities {

  private final List<X509Certificate> all;

  private OperatorAuthorities(List<X509Certificate> all) {
    this.all = all;
  }

  /**
   * Reads certificates in PEM; an empty text has none.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static OperatorAuthorities of(String pem) {
    try {
      var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      return new OperatorAuthorities(
          CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
              .map(X509Certificate.class::cast)
              .toList());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("not certificates in PEM", e);
    }
  }

  /** Whether there are none: a file decides then. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Those that are valid now, in PEM; empty if all have expired. */
  Buffer at(Instant now) {
    return Buffer.buffer(
        all.stream()
            .filter(each -> now.isBefore(each.getNotAfter().toInstant()))
            .map(OperatorAuthorities::pem)
            .collect(Collectors.joining()));
  }

  private static String pem(X509Certificate certificate) {
    try {
      var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
      return "-----BEGIN CERTIFICATE-----\n"
          + lines.encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
