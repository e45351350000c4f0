package ai.kernelpanic09.operator.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Creates P-256 keys and certificates for them (RFC 5280), signed with ECDSA and SHA-256. */
final class CertificateIssuer {

  /** A certificate is valid from this long before its issue, for clients whose clock is behind. */
  static final Duration BACKDATE = Duration.ofMinutes(10);

  private static final byte[] SIGNATURE_ALGORITHM = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final String COMMON_NAME = "2.5.4.3";
  private static final BigInteger VERSION_3 = BigInteger.TWO;
  private static final int SERIAL_BITS = 127;

  private final SecureRandom random;

  CertificateIssuer(SecureRandom random) {
    this.random = random;
  }

  /** A new self-signed CA, which may sign no other CA. */
  KeyedCertificate authority(String commonName, Instant now, Duration life) {
    var keys = newKeys();
    var name = name(commonName);
    var extensions =
        List.of(
            Extension.authorityConstraints(),
            Extension.keyCertSign(),
            Extension.subjectKeyId(keys.getPublic()));
    var certificate =
        sign(name, keys.getPublic(), name, keys.getPrivate(), now, now.plus(life), extensions);
    return new KeyedCertificate(certificate, keys.getPrivate());
  }

  /**
   * The key of a new CA, certified by an old one (RFC 4210 §4.4 calls it new-with-old): who trusts
   * only the old one, and gets this beside a server's certificate, trusts what the new one signs.
   * It ends with the earlier of the two.
   */
  X509Certificate link(KeyedCertificate from, KeyedCertificate to, Instant now) {
    var extensions =
        List.of(
            Extension.authorityConstraints(),
            Extension.keyCertSign(),
            Extension.subjectKeyId(to.certificate().getPublicKey()),
            Extension.authorityKeyId(from.certificate()));
    return sign(
        to.certificate().getSubjectX500Principal().getEncoded(),
        to.certificate().getPublicKey(),
        from.certificate().getSubjectX500Principal().getEncoded(),
        from.key(),
        now,
        earlier(from.notAfter(), to.notAfter()),
        extensions);
  }

  /**
   * A new certificate for a server; it ends {@code life} after {@code now}, or with the authority's
   * if that is earlier.
   *
   * @param names the server's names and addresses
   */
  KeyedCertificate leaf(
      KeyedCertificate authority,
      String commonName,
      ServingNames names,
      Instant now,
      Duration life) {
    var keys = newKeys();
    var extensions =
        List.of(
            Extension.leafConstraints(),
            Extension.digitalSignature(),
            Extension.serverAuth(),
            Extension.subjectAlternativeNames(names),
            Extension.subjectKeyId(keys.getPublic()),
            Extension.authorityKeyId(authority.certificate()));
    var certificate =
        sign(
            name(commonName),
            keys.getPublic(),
            authority.certificate().getSubjectX500Principal().getEncoded(),
            authority.key(),
            now,
            earlier(now.plus(life), authority.notAfter()),
            extensions);
    return new KeyedCertificate(certificate, keys.getPrivate());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private X509Certificate sign(
      byte[] subject,
      PublicKey key,
      byte[] issuer,
      PrivateKey issuerKey,
      Instant now,
      Instant end,
      List<byte[]> extensions) {
    var content =
        Der.sequence(
            Der.explicit(0, Der.integer(VERSION_3)),
            Der.integer(newSerial()),
            SIGNATURE_ALGORITHM,
            issuer,
            Der.sequence(Der.time(now.minus(BACKDATE)), Der.time(end)),
            subject,
            key.getEncoded(),
            Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuerKey, random);
      signature.update(content);
      return parse(Der.sequence(content, SIGNATURE_ALGORITHM, Der.bits(signature.sign())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA and reads X.509", e);
    }
  }

  private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** Positive and of 16 octets: RFC 5280 allows 20. */
  private BigInteger newSerial() {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
  }
}
