package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in which texts a guardrail has found nothing, so that a system prompt or a document
 * that each call of an app brings again is not checked and paid for again. A version of a guardrail
 * never changes, but AWS may improve how it judges, so nothing is remembered for ever. Keeps
 * digests, no texts. Owned by the event loop.
 */
public final class PassedTexts {

  static final int MAX_TEXTS = 2_048;
  static final long REMEMBERED_NANOS = TimeUnit.HOURS.toNanos(1);

  /** In the order of their use, so that many other texts do not drive out one that is in use. */
  private final Map<Key, Long> untilNanos =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > MAX_TEXTS;
        }
      };

  /** SHA-256 of a text together with what has looked at it. */
  record Key(long first, long second, long third, long fourth) {

    /** The key of the text at {@code index} under limits that have a guardrail. */
    static Key of(EndpointLimits limits, CheckedTexts texts, int index) {
      var guardrail = Objects.requireNonNull(limits.guardrail());
      var digest = sha256();
      add(digest, limits.region());
      add(digest, limits.endpointUrl());
      add(digest, limits.guardrailPolicy());
      add(digest, guardrail.id());
      add(digest, guardrail.version());
      digest.update((byte) (texts.kind(index).instructs() ? 1 : 0));
      texts.digest(index, digest);
      var hash = ByteBuffer.wrap(digest.digest());
      return new Key(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    private static void add(MessageDigest digest, @Nullable String text) {
      var bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      digest.update(bytes);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  boolean has(Key text, long nowNanos) {
    var until = untilNanos.get(text);
    return until != null && until - nowNanos > 0;
  }

  void add(Key text, long nowNanos) {
    untilNanos.put(text, nowNanos + REMEMBERED_NANOS);
  }
}
