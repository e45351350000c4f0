package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.pace.TokenBucket;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Limits the requests of one kind of each holder, so that none starves the others. */
final class HolderRateLimiter {

  private final double perSecond;
  private final double burst;
  private final InstantSource clock;
  private final Cache<String, TokenBucket> buckets =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofMinutes(5)).build();

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
    var now = TimeUnit.MILLISECONDS.toNanos(clock.millis());
    if (!buckets.get(holder, key -> new TokenBucket(burst, perSecond, now)).take(now)) {
      throw new ControlFailure(ControlError.TOO_MANY_REQUESTS, "this pod asks too often");
    }
  }
}
