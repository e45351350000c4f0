package ai.kernelpanic09.operator.certificate;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes and reads certificates and keys as text (RFC 7468). */
final class Pem {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  static String of(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(each -> block("CERTIFICATE", KeyedCertificate.encoded(each)))
        .collect(Collectors.joining());
  }

  static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /**
   * Reads one certificate or more.
   *
   * @throws CertificateException when the text holds none, or anything else
   */
  static List<X509Certificate> certificates(String text) throws CertificateException {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    var found =
        CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new CertificateException("there is no certificate");
    }
    return found;
  }

  /**
   * Reads an EC key in PKCS#8.
   *
   * @throws GeneralSecurityException when the text is anything else; the message never quotes it
   */
  static PrivateKey key(String text) throws GeneralSecurityException {
    return key(text, "EC");
  }

  /**
   * Reads a key in PKCS#8.
   *
   * @param algorithm of the key, by the JDK's name
   * @throws GeneralSecurityException when the text is anything else; the message never quotes it
   */
  static PrivateKey key(String text, String algorithm) throws GeneralSecurityException {
    var matcher = PRIVATE_KEY.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidKeySpecException("it is no block `PRIVATE KEY`, the form of PKCS#8");
    }
    try {
      var der = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      // Without the cause, whose message may quote the key.
      throw new InvalidKeySpecException("it is no " + algorithm + " key in PKCS#8");
    }
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }

  private Pem() {}
}
