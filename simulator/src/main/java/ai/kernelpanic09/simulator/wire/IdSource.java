package ai.kernelpanic09.simulator.wire;

import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes identifiers and secrets from a seed: with the same seed the same calls get the same ones.
 */
public final class IdSource {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final RandomGenerator random;

  public IdSource(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public synchronized String requestId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** An access key or unique id: a prefix and upper-case letters and digits. */
  public String key(String prefix, int length) {
    return prefix + pick(BASE32, length);
  }

  /** A resource id in the form of guardrails' ids. */
  public String lower(int length) {
    return pick(LOWER, length);
  }

  public String secret(int length) {
    return pick(BASE64, length);
  }

  private synchronized String pick(String alphabet, int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
