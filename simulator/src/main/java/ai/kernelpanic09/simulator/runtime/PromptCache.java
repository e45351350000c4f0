package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.wire.AwsError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * InferenceRequest caching: a prefix that ends with a cache point is written once, and read until
 * its time to live has passed since its last use.
 */
final class PromptCache {
  private final InstantSource clock;
  private final Map<String, Instant> goodUntil = new HashMap<>();

  PromptCache(InstantSource clock) {
    this.clock = clock;
  }

  /** The cache for one call of an account to {@code target}. */
  Lookup lookup(String account, String region, Target target) {
    return new Lookup(account + " " + region + " " + target.priceKey(), target, true);
  }

  /** A lookup that counts everything as plain input and remembers nothing. */
  Lookup none(Target target) {
    return new Lookup("", target, false);
  }

  synchronized void reset() {
    goodUntil.clear();
  }

  private synchronized boolean holds(String key) {
    var until = goodUntil.get(key);
    return until != null && clock.instant().isBefore(until);
  }

  private synchronized void keep(Map<String, Integer> secondsByKey) {
    var now = clock.instant();
    goodUntil.values().removeIf(until -> !now.isBefore(until));
    secondsByKey.forEach((key, seconds) -> goodUntil.put(key, now.plusSeconds(seconds)));
  }

  /** Collects the cache points of one request. */
  final class Lookup {
    private final String scope;
    private final Target target;
    private final boolean remember;
    private final Map<String, Integer> pending = new HashMap<>();
    private long counted;
    private long read;
    private long write5m;
    private long write1h;

    private Lookup(String scope, Target target, boolean remember) {
      this.scope = scope;
      this.target = target;
      this.remember = remember;
    }

    /** Adds a cache point after a prefix of {@code tokens} tokens. */
    void point(String prefix, long tokens, String ttl) {
      int minimum = target.model().cacheMinimumTokens();
      if (minimum == 0) {
        throw AwsError.accessDenied(
            "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.");
      }
      if (!remember || tokens < minimum || tokens <= counted) {
        return;
      }
      boolean hour = ttl.equals("1h");
      var key = scope + " " + ttl + " " + hash(prefix);
      pending.put(key, hour ? 3600 : 300);
      if (holds(key)) {
        read += tokens - counted;
      } else if (hour) {
        write1h += tokens - counted;
      } else {
        write5m += tokens - counted;
      }
      counted = tokens;
    }

    /** Puts the prompt into the cache, once the model has read it. */
    void commit() {
      keep(pending);
    }

    TokenUsage split(long totalTokens) {
      return new TokenUsage(totalTokens - counted, 0, read, write5m, write1h);
    }

    private static String hash(String text) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
