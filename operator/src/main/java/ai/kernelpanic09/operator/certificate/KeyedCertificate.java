package ai.kernelpanic09.operator.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A certificate and its private key. */
record KeyedCertificate(X509Certificate certificate, PrivateKey key) {

  Instant notBefore() {
    return certificate.getNotBefore().toInstant();
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  boolean expired(Instant now) {
    return !now.isBefore(notAfter());
  }

  /**
   * Tries the key.
   *
   * @throws GeneralSecurityException when it is another certificate's
   */
  void requireMatch() throws GeneralSecurityException {
    var algorithm =
        switch (certificate.getPublicKey().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          case String other -> other;
        };
    var probe = encoded(certificate);
    var signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(probe);
    var signature = signer.sign();
    signer.initVerify(certificate.getPublicKey());
    signer.update(probe);
    if (!signer.verify(signature)) {
      throw new GeneralSecurityException("it is the key of another certificate");
    }
  }

  String certificatePem() {
    return Pem.of(List.of(certificate));
  }

  String keyPem() {
    return Pem.of(key);
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /** Names the certificate, never the key. */
  @Override
  public String toString() {
    return "certificate "
        + certificate.getSerialNumber().toString(16)
        + " of "
        + certificate.getSubjectX500Principal().getName();
  }
}
