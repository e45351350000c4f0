package ai.kernelpanic09.simulator.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** A certificate authority that nobody trusts until it is told to, and its one server. */
public final class Authority {
  private static final Duration LIFE = Duration.ofDays(365);
  private static final String NAME = "Bedrock simulator";
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));

  private final KeyPair keys = keys();
  private final Instant now;
  private final byte[] certificate;

  /** What a server needs, in PEM. */
  public record Server(String certificate, String key) {}

  public Authority(Instant now) {
    this.now = now;
    certificate =
        signed(
            1,
            NAME,
            keys.getPublic(),
            extension(new int[] {2, 5, 29, 19}, true, Der.sequence(Der.yes())),
            extension(new int[] {2, 5, 29, 15}, true, Der.bits(2, new byte[] {0x04})));
  }

  /** Its own certificate, in PEM: what a client has to trust. */
  public String certificate() {
    return pem("CERTIFICATE", certificate);
  }

  /**
   * Issues a server's certificate.
   *
   * @param names host names and IPv4 addresses
   */
  public Server server(List<String> names) {
    var server = keys();
    var alternatives = names.stream().map(Authority::alternative).toArray(byte[][]::new);
    var issued =
        signed(
            2,
            names.getFirst(),
            server.getPublic(),
            extension(new int[] {2, 5, 29, 17}, false, Der.sequence(alternatives)),
            extension(
                new int[] {2, 5, 29, 37}, false, Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1))));
    return new Server(
        pem("CERTIFICATE", issued), pem("PRIVATE KEY", server.getPrivate().getEncoded()));
  }

  private byte[] signed(int serial, String subject, PublicKey key, byte[]... extensions) {
    var known =
        Der.sequence(
            join(
                extensions,
                extension(new int[] {2, 5, 29, 14}, false, Der.octets(id(key))),
                extension(
                    new int[] {2, 5, 29, 35},
                    false,
                    Der.sequence(Der.tagged(0x80, id(keys.getPublic()))))));
    var body =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(2)),
            Der.integer(serial),
            ECDSA_WITH_SHA256,
            name(NAME),
            Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(LIFE))),
            name(subject),
            key.getEncoded(),
            Der.tagged(0xa3, known));
    return Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(0, sign(keys.getPrivate(), body)));
  }

  private static byte[][] join(byte[][] first, byte[]... second) {
    var all = new byte[first.length + second.length][];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(commonName))));
  }

  private static byte[] extension(int[] oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] alternative(String name) {
    if (!name.matches("[0-9]+(\\.[0-9]+){3}")) {
      return Der.tagged(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }
    var address = new byte[4];
    var parts = name.split("\\.", -1);
    for (int i = 0; i < address.length; i++) {
      address[i] = (byte) Integer.parseInt(parts[i]);
    }
    return Der.tagged(0x87, address);
  }

  private static String pem(String kind, byte[] content) {
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, encoder.encodeToString(content), kind);
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  private static byte[] id(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static byte[] sign(PrivateKey key, byte[] body) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform signs with P-256", e);
    }
  }
}
