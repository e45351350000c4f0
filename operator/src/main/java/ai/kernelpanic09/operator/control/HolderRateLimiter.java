package ai.kernelpanic09.operator.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/** Limits the requests of one kind of each holder, so that none starves the others. */
final class HolderRateLimiter {

  private final double perSecond;
  private final double burst;
  private final InstantSource clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofMinutes(5)).build();

  private static final class Bucket {
    double tokens;
    long atMillis;

    Bucket(double tokens, long atMillis) {
      this.tokens = tokens;
      this.atMillis = atMillis;
    }
  }

  /**
   * @param perSecond requests of each holder per second, after a burst of {@code burst}
   */
  HolderRateLimiter(double perSecond, double burst, InstantSource clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
  }

  /**
   * Counts a request.
   *
   * @throws ControlFailure 429 when the holder asks too often
   */
  void admit(String holder) {
    var now = clock.millis();
    var bucket = buckets.get(holder, key -> new Bucket(burst, now));
    synchronized (bucket) {
      var gained = Math.max(0, now - bucket.atMillis) * perSecond / 1_000;
      bucket.tokens = Math.min(burst, bucket.tokens + gained);
      bucket.atMillis = now;
      if (bucket.tokens < 1) {
        throw new ControlFailure(ControlError.TOO_MANY_REQUESTS, "this pod asks too often");
      }
      bucket.tokens--;
    }
  }
}
