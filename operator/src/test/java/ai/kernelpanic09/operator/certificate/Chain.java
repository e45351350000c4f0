package ai.kernelpanic09.operator.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** The JDK's checks of a server's certificate chain, without its names. */
final class Chain {

  /**
   * Finds a path from a server's certificate to a trusted one.
   *
   * @param shown the server's certificate, and what it sends with it
   */
  static void verify(List<X509Certificate> shown, List<X509Certificate> trusted, Instant at)
      throws GeneralSecurityException {
    var anchors =
        trusted.stream()
            .filter(each -> !each.getNotAfter().toInstant().isBefore(at))
            .map(each -> new TrustAnchor(each, null))
            .collect(Collectors.toSet());
    var target = new X509CertSelector();
    target.setCertificate(shown.getFirst());
    var parameters = new PKIXBuilderParameters(anchors, target);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  private Chain() {}
}
