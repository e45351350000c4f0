package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.core.digest.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.stream.Stream;

/** Encodes the extensions of certificates (RFC 5280 §4.2) in DER. */
final class Extension {

  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String AUTHORITY_KEY_ID = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int KEY_ID_OCTETS = 20;

  /** A CA that may sign no other CA. */
  static byte[] authorityConstraints() {
    return critical(
        BASIC_CONSTRAINTS, Der.sequence(Der.booleanTrue(), Der.integer(BigInteger.ZERO)));
  }

  static byte[] leafConstraints() {
    return critical(BASIC_CONSTRAINTS, Der.sequence());
  }

  static byte[] keyCertSign() {
    return critical(KEY_USAGE, Der.namedBit(KEY_CERT_SIGN));
  }

  static byte[] digitalSignature() {
    return critical(KEY_USAGE, Der.namedBit(DIGITAL_SIGNATURE));
  }

  static byte[] serverAuth() {
    return plain(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH)));
  }

  static byte[] subjectAlternativeNames(ServingNames names) {
    var dns =
        names.dnsNames().stream()
            .map(name -> Der.field(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)));
    var ips =
        names.addresses().stream().map(address -> Der.field(IP_ADDRESS, address.getAddress()));
    return plain(
        SUBJECT_ALTERNATIVE_NAMES, Der.sequence(Stream.concat(dns, ips).toArray(byte[][]::new)));
  }

  static byte[] subjectKeyId(PublicKey key) {
    return plain(SUBJECT_KEY_ID, Der.octets(keyId(key)));
  }

  /** Distinguishes CAs of the same name, of which a rotation has two. */
  static byte[] authorityKeyId(X509Certificate authority) {
    var value = authority.getExtensionValue(SUBJECT_KEY_ID);
    // An octet string in an octet string; each begins with one octet of tag and one of length.
    var id =
        value == null
            ? keyId(authority.getPublicKey())
            : Arrays.copyOfRange(value, 4, value.length);
    return plain(AUTHORITY_KEY_ID, Der.sequence(Der.field(0, id)));
  }

  /** By RFC 7093, which does without SHA-1. */
  private static byte[] keyId(PublicKey key) {
    return Arrays.copyOf(Sha256.digest().digest(key.getEncoded()), KEY_ID_OCTETS);
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.booleanTrue(), Der.octets(value));
  }

  private static byte[] plain(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private Extension() {}
}
