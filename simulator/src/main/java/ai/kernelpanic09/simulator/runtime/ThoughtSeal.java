package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a model's thinking, so that it is known again when a conversation hands it back: a changed
 * block, or one of elsewhere, is refused.
 */
final class ThoughtSeal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC = 32;

  private final SecretKeySpec key;

  ThoughtSeal(long seed) {
    key = new SecretKeySpec(ByteBuffer.allocate(Long.BYTES).putLong(seed).array(), ALGORITHM);
  }

  /**
   * A thinking block.
   *
   * @param shown the text that its reader sees
   * @param thought the whole text
   */
  JsonObject block(String shown, String thought) {
    return new JsonObject()
        .put(
            "reasoningContent",
            new JsonObject()
                .put(
                    "reasoningText",
                    new JsonObject().put("text", shown).put("signature", sign(shown, thought))));
  }

  /** A dictated block of an answer, signed unless it is signed already. */
  JsonObject sealed(JsonObject block) {
    var reasoning = block.getJsonObject("reasoningContent", new JsonObject());
    if (reasoning.getValue("redactedContent") instanceof String data) {
      return new JsonObject()
          .put("reasoningContent", new JsonObject().put("redactedContent", sign(data, data)));
    }
    if (reasoning.getValue("reasoningText") instanceof JsonObject text
        && !text.containsKey("signature")) {
      return block(text.getString("text"), text.getString("text"));
    }
    return block;
  }

  /** Whether the text was signed here, and is as it was. */
  boolean holds(String shown, String signature) {
    var bytes = decoded(signature);
    return bytes.length >= MAC && matches(bytes, shown);
  }

  /** Whether redacted content was made here, and is as it was. */
  boolean holds(String redacted) {
    var bytes = decoded(redacted);
    return bytes.length >= MAC
        && matches(
            bytes,
            new String(Arrays.copyOfRange(bytes, MAC, bytes.length), StandardCharsets.UTF_8));
  }

  private boolean matches(byte[] bytes, String shown) {
    var thought = Arrays.copyOfRange(bytes, MAC, bytes.length);
    return MessageDigest.isEqual(Arrays.copyOf(bytes, MAC), mac(shown, thought));
  }

  private String sign(String shown, String thought) {
    var hidden = thought.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(MAC + hidden.length).put(mac(shown, hidden)).put(hidden).array());
  }

  private byte[] mac(String shown, byte[] thought) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(shown.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(thought);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
