package ai.kernelpanic09.operator.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/** Limits the requests of each holder, so that none starves the others. */
final class HolderRateLimiter {

  private static final double PER_SECOND = 50;
  private static final double BURST = 200;

  private final InstantSource clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofMinutes(5)).build();

  private static final class Bucket {
    double tokens = BURST;
    long atMillis;

    Bucket(long atMillis) {
      this.atMillis = atMillis;
    }
  }

  HolderRateLimiter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts a request.
   *
   * @throws ControlFailure 429 when the holder exceeds 50 requests per second after a burst of 200
   */
  void admit(String holder) {
    var now = clock.millis();
    var bucket = buckets.get(holder, key -> new Bucket(now));
    synchronized (bucket) {
      var gained = Math.max(0, now - bucket.atMillis) * PER_SECOND / 1_000;
      bucket.tokens = Math.min(BURST, bucket.tokens + gained);
      bucket.atMillis = now;
      if (bucket.tokens < 1) {
        throw new ControlFailure(ControlError.TOO_MANY_REQUESTS, "this pod asks too often");
      }
      bucket.tokens--;
    }
  }
}
