package ai.kernelpanic09.operator.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** The JDK's checks of a server's certificate chain, without its names. */
final class Chain {

  static void verify(X509Certificate leaf, List<X509Certificate> trusted, Instant at)
      throws GeneralSecurityException {
    var anchors =
        trusted.stream()
            .filter(each -> !each.getNotAfter().toInstant().isBefore(at))
            .map(each -> new TrustAnchor(each, null))
            .collect(Collectors.toSet());
    var parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private Chain() {}
}
