package ai.kernelpanic09.sidecar.bedrock;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a secret key signs with on one day in one region. It is derived once, not for each request.
 * Owned by the event loop.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Deriving a signing key</a>
 */
final class DayKey {

  private static final String HMAC = "HmacSHA256";

  private final String day;
  private final String region;
  private final Mac mac;

  private DayKey(String day, String region, Mac mac) {
    this.day = day;
    this.region = region;
    this.mac = mac;
  }

  /**
   * Derives a key.
   *
   * @param day such as {@code 20261130}, in UTC
   */
  static DayKey derive(String secretAccessKey, String day, String region) {
    var key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
    for (var each :
        new String[] {day, region, RequestSigner.SIGNING_NAME, RequestSigner.SCOPE_END}) {
      key = mac(key).doFinal(each.getBytes(StandardCharsets.UTF_8));
    }
    return new DayKey(day, region, mac(key));
  }

  private static Mac mac(byte[] key) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java runtime has " + HMAC, e);
    }
  }

  boolean isOf(String otherDay, String otherRegion) {
    return day.equals(otherDay) && region.equals(otherRegion);
  }

  /** Signs a text of ASCII characters. */
  byte[] sign(String text) {
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }
}
